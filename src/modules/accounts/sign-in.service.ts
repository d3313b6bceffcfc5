import { Injectable } from '@nestjs/common';
import { isPassword } from '../../foundation/access/passwords.js';
import { mayChange } from '../../foundation/access/restraints.js';
import { epochsFor } from '../../foundation/access/session-epochs.js';
import type { Session } from '../../foundation/access/session.entity.js';
import { Sessions, type Person, type Tokens } from '../../foundation/access/sessions.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import type { Teller } from '../../foundation/access/teller.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import type { SignIn } from './dto.js';
import { Reader } from './reader.entity.js';

/** Signing in with a password, and staying signed in. */
@Injectable()
export class SignInService {
  constructor(
    private readonly records: Records,
    private readonly sessions: Sessions,
    private readonly libraries: LibrariesService,
  ) {}

  /** @throws 401, the same and after the same work whether the address or the password is wrong. */
  async signIn(
    me: Visitor,
    { email, password }: SignIn,
    now: Date,
  ): Promise<Tokens & { agreementDue: boolean }> {
    const { reader, stored, provedUnder } = await this.records.in(me, async (db) => {
      const found = await db.lookup(Reader, 'email', email);
      const whose = { libraryId: me.libraryId, subjectId: found?.id ?? NOBODY };
      return {
        reader: found,
        stored: found && (await db.secret(Reader, { id: found.id }, 'passwordHash')),
        provedUnder: await epochsFor(db, whose),
      };
    });
    if (!(await isPassword(password, stored)) || !reader) throw wrongSignIn();
    return this.records.in(me, async (db) => {
      const answer = await this.open(db, { ...reader, provedUnder }, 'password', now);
      // Last, under the lock of the reader's row: a new password is set either before this, and seen, or after this.
      if ((await db.secret(Reader, { id: reader.id }, 'passwordHash')) !== stored) throw wrongSignIn();
      return answer;
    });
  }

  /** Opens a session for a reader who has proved who they are, inside the caller's transaction. */
  async open(
    db: Rows,
    { id, agreementVersion, provedUnder }: Whose,
    how: Session['how'],
    now: Date,
  ): Promise<Tokens & { agreementDue: boolean }> {
    if (await mayChange(db)) await db.update(Reader, { id }, { lastSeenAt: now });
    const person = { libraryId: db.me.libraryId, subjectId: id, kind: 'reader', provedUnder } as const;
    const tokens = await this.sessions.open(db, person, how, now);
    return { ...tokens, agreementDue: await this.libraries.isAgreementDue(db, agreementVersion) };
  }

  /** Trades a refresh token for new tokens; one that is used twice ends its session. */
  async refresh(me: Visitor, refreshToken: string, now: Date): Promise<Tokens & { agreementDue: boolean }> {
    const due = { agreement: false };
    const tokens = await this.sessions.refresh(me.libraryId, refreshToken, describeReader(due), now);
    return { ...tokens, agreementDue: due.agreement };
  }
}

/** The reader, and the epochs as they stood before the proof was looked at. */
type Whose = Pick<Opened<Reader>, 'id' | 'agreementVersion'> & Pick<Person, 'provedUnder'>;

const NOBODY = '00000000-0000-0000-0000-000000000000';

const wrongSignIn = () =>
  new Problem(
    401,
    'wrong-sign-in',
    'The address or the password is wrong. Try again, or set a new password.',
  );

function describeReader(due: { agreement: boolean }) {
  return async (db: Teller, subjectId: string) => {
    const { rows } = await db.tell(
      `select not exists (select 1 from agreement a where a.library_id = r.library_id and a.version = r.agreement_version and a.superseded_at is null) as due
       from reader r where r.id = $1 and r.library_id = nullif(current_setting('app.library', true), '')::uuid`,
      [subjectId],
    );
    due.agreement = rows[0]?.due === true;
    return { kind: 'reader' as const };
  };
}
