import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { inScope, PLATFORM } from '../database/scope.js';
import { Problem, signInFirst } from '../http/problem.js';
import { ACCESS_TOKEN_SECONDS, type AccessTokens, type Claims } from './access-token.js';
import type { RefreshTokens } from './refresh-tokens.js';
import { noteSecurityEvent } from './security-events.js';
import { epochsFor, epochsNow, opensStill } from './session-epochs.js';
import type { Session } from './session.entity.js';
import type { Teller } from './teller.js';

/** What a sign-in answers. `expiresIn` is in seconds. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

/** Whose session is opened, and for acting in which library. */
export interface Person {
  libraryId: string;
  subjectId: string;
  kind: 'reader' | 'staff';
  actsIn?: string;
  role?: NonNullable<Claims['rol']>;
  secondFactor?: boolean;
  /** The epochs as they stood before the proof was looked at; absent: as they stand. Raised since, no session opens. */
  provedUnder?: Claims['ep'] | undefined;
}

interface Refreshed {
  subject_id: string;
  proved_at: Date;
  acts_in: string | null;
  second_factor: boolean;
  opened_epochs: Claims['ep'] | null;
}

/** What a session remembers of its sign-in, for staff: where they act and whether a code was shown. */
export interface Opening {
  actsIn: string | null;
  secondFactor: boolean;
}

const REFRESH_DAYS = 30;
const DAY_MS = 86_400_000;

/** Opens, refreshes and ends sessions. A refresh token works once; its second use ends the whole session. */
export class Sessions {
  constructor(
    private readonly pool: Pool,
    private readonly tokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  /**
   * Opens a session inside the caller's transaction, in the library that holds the person's keys. `codeShown`: a code of
   * the second factor came with the sign-in; a refresh tells it to `describe`. @throws 401 where an epoch was raised since
   * the proof; 403 where the password has to be changed
   */
  async open(db: Teller, person: Person, how: Session['how'], now: Date, codeShown = false): Promise<Tokens> {
    if (how === 'password') await refuseOldPassword(db, person);
    const epochs = person.provedUnder ?? (await epochsFor(db, person));
    const id = uuidv7();
    const refresh = this.refreshTokens.issue(id, person.libraryId);
    await db.tell(
      `insert into session (library_id, id, subject_id, kind, how, created_at, last_used_at, proved_at, expires_at, refresh_hash, acts_in, second_factor, opened_epochs)
       values ($1, $2, $3, $4, $5, $6, $6, $6, $7, $8, $9, $10, $11)`,
      [
        person.libraryId,
        id,
        person.subjectId,
        person.kind,
        how,
        now,
        new Date(now.getTime() + REFRESH_DAYS * DAY_MS),
        refresh.hash,
        person.actsIn ?? null,
        codeShown,
        epochs,
      ],
    );
    return this.answer(db, { ...person, sessionId: id, provedAt: now, epochs }, refresh.token, now);
  }

  /**
   * Trades a refresh token for new tokens. @throws 401 for a token that is unknown, expired or revoked; a token used for
   * the second time also revokes its session, since either the reader or a thief holds the copy (RFC 9700, 4.14.2). One
   * of another library than `home`, or one that was never issued, is unknown here, and its session goes on. So is one whose
   * session was opened before an epoch was raised.
   */
  async refresh(
    home: string,
    token: string,
    describe: (
      db: Teller,
      subjectId: string,
      opening: Opening,
    ) => Promise<Omit<Person, 'libraryId' | 'subjectId'>>,
    now: Date,
  ): Promise<Tokens> {
    const { sessionId, libraryId, hash, isOurs } = this.refreshTokens.read(token);
    if (libraryId !== home) throw signInFirst();
    const answer = await inScope(this.pool, libraryId, async (scope) => {
      const db: Teller = { tell: (text, values) => scope.tell({ text, values }) };
      const next = this.refreshTokens.issue(sessionId, libraryId);
      const { rows } = await db.tell(
        `update session set refresh_hash = $1, last_used_at = $2
         where library_id = $3 and id = $4 and refresh_hash = $5 and revoked_at is null and expires_at > $2
           and page_epochs is null and ${opensStill('session')}
         returning subject_id, proved_at, acts_in, second_factor, opened_epochs`,
        [next.hash, now, libraryId, sessionId, hash],
      );
      const [row] = rows as unknown as Refreshed[];
      if (!row) {
        if (isOurs) await endReused(db, libraryId, sessionId, now);
        return null;
      }
      const opening = { actsIn: row.acts_in, secondFactor: row.second_factor };
      const described = await describe(db, row.subject_id, opening);
      const person = { libraryId, subjectId: row.subject_id, ...described };
      const epochs = row.opened_epochs ?? (await epochsFor(db, person));
      return this.answer(db, { ...person, sessionId, provedAt: row.proved_at, epochs }, next.token, now);
    });
    if (!answer) throw signInFirst();
    return answer;
  }

  /** Ends sessions of a person inside the caller's transaction: one, or all but one, or all. Tells how many. */
  async end(
    db: Teller,
    libraryId: string,
    subjectId: string,
    which: { only?: string; except?: string },
    now: Date,
  ): Promise<number> {
    const { rowCount } = await db.tell(
      `update session set revoked_at = $1 where library_id = $2 and subject_id = $3 and revoked_at is null
       and ($4::uuid is null or id = $4) and ($5::uuid is null or id <> $5)`,
      [now, libraryId, subjectId, which.only ?? null, which.except ?? null],
    );
    return rowCount ?? 0;
  }

  /** Ends every session and token there is, whatever a restored database knows of the epoch they were made in. */
  async endAll(): Promise<void> {
    await this.pool.query(
      `update library_directory set token_epoch = greatest(token_epoch + 1, floor(extract(epoch from now()) / 60)::int)
       where id = $1`,
      [PLATFORM],
    );
  }

  private async answer(
    db: Teller,
    person: Person & { sessionId: string; provedAt: Date; epochs: Claims['ep'] },
    refreshToken: string,
    now: Date,
  ): Promise<Tokens> {
    const { platform, library, subject, signsIn } = await epochsNow(db, person);
    const stored = [platform, library ?? Infinity, subject ?? Infinity];
    if (!signsIn || stored.some((epoch, i) => epoch > (person.epochs[i] ?? 0))) throw signInFirst();
    const claims: Omit<Claims, 'exp'> = {
      sub: person.subjectId,
      lib: person.libraryId,
      act: person.actsIn ?? person.libraryId,
      knd: person.kind,
      sid: person.sessionId,
      ep: person.epochs,
      prv: Math.floor(person.provedAt.getTime() / 1000),
      ...(person.role ? { rol: person.role } : {}),
      ...(person.secondFactor === undefined ? {} : { mfa: person.secondFactor }),
    };
    return {
      accessToken: await this.tokens.sign(claims, now),
      refreshToken,
      expiresIn: ACCESS_TOKEN_SECONDS,
    };
  }
}

/**
 * Until the transaction ends nobody can ask for a change: what asks for one either waits for this session, or is seen.
 * @throws 403 for a password of before a change that containment asked for
 */
async function refuseOldPassword(db: Teller, { libraryId, subjectId }: Person) {
  const { rows } = await db.tell(
    'select password_due_at from subject where library_id = $1 and id = $2 for share',
    [libraryId, subjectId],
  );
  if (rows[0]?.password_due_at)
    throw new Problem(
      403,
      'password-change-due',
      'Your password has to be changed before you sign in. Ask for a letter by which you set a new one.',
    );
}

async function endReused(db: Teller, libraryId: string, sessionId: string, now: Date) {
  const { rowCount } = await db.tell(
    `update session set revoked_at = coalesce(revoked_at, $1) where library_id = $2 and id = $3`,
    [now, libraryId, sessionId],
  );
  if (!rowCount) return;
  const event = { libraryId, kind: 'refresh-token-reused', credentialId: sessionId } as const;
  await noteSecurityEvent((text, values) => db.tell(text, values), event, now);
}
