import type { Pool } from 'pg';
import { noteTampering } from '../access/tampering.js';
import type { SignedIn } from '../access/signed-in.js';
import { Gathered } from '../database/gathered.js';
import { inScope, type Scope } from '../database/scope.js';
import type { Queue } from '../database/queue.js';
import { TamperedCiphertext } from '../encryption/errors.js';
import type { KeyStore } from '../encryption/key-store.js';
import type { Leaves } from '../leaves/leaves.js';
import type { AccessLog, Look } from './access-log.js';
import { useClaim } from './claims.js';
import { GroupCommit, type Write } from './group-commit.js';
import { Rows } from './rows.js';
import type { Tables } from './tables.js';

/** What reacts in the transaction that corrected data of a subject, such as telling recipients (Art. 19). */
type RectificationReaction = (db: Rows, subjectId: string, data: string[], now: Date) => Promise<void>;

/** The one door to a library's rows: transaction, library, seal and access log in one call. */
export class Records {
  private readonly commits: GroupCommit;
  private readonly whenRectified: RectificationReaction[] = [];

  constructor(
    private readonly pool: Pool,
    private readonly tables: Tables,
    private readonly keys: KeyStore,
    private readonly log: AccessLog,
    private readonly queue: Queue,
    private readonly leaves: Leaves,
  ) {
    this.commits = new GroupCommit((me, work) => this.in(me, work));
  }

  /** Has a module react, in its transaction, to each correction of data whose history is kept. */
  onRectification(reaction: RectificationReaction) {
    this.whenRectified.push(reaction);
  }

  /**
   * Runs `work` in one transaction that sees the asker's library only; what it throws rolls everything back.
   * Every look at a person is logged, also when the transaction is rolled back: it was looked at.
   */
  async in<T>(me: SignedIn, work: (db: Rows) => Promise<T>): Promise<T> {
    const looks: Look[] = [];
    let left = 0;
    try {
      const result = await inScope(this.pool, me.libraryId, async (scope) => {
        const db = new Rows(scope, me, this.tables, this.keys, this.queue);
        try {
          const result = await work(db);
          for (const [subjectId, data] of db.rectified)
            for (const react of this.whenRectified) await react(db, subjectId, [...data], new Date());
          await useClaim(scope, me);
          const foreign = db.looks.filter((look) => !isOwn(me, look));
          const entries = this.log.entriesOf(me, foreign);
          left = db.facts.left + entries.left;
          const last = [...(await db.lastOfFacts()), ...entries.statements];
          if (last.length) await scope.commitWith(last);
          this.log.gather(
            me,
            db.looks.filter((look) => isOwn(me, look)),
          );
          return result;
        } catch (error) {
          looks.push(...db.looks);
          throw error;
        }
      });
      this.leaves.tellWaiting(me.libraryId, left);
      return result;
    } catch (error) {
      if (looks.length) this.log.gather(me, looks);
      if (error instanceof TamperedCiphertext) await noteTampering(this.pool, me);
      throw error;
    }
  }

  /**
   * The hot path: writes without reading, gathered per library into one transaction with whoever else appends now.
   * Answers after the commit. When the batch fails its members are run one by one, so that one cannot fail another.
   */
  append(me: SignedIn, writes: Write[]): Promise<void> {
    return this.commits.append(me, writes);
  }

  /**
   * A question over ids and states that many requests ask at once and one statement answers. It opens nothing sealed;
   * who asks about a reader is noted with `noteLook`.
   */
  gathered<K, V>(answer: (scope: Scope, keys: K[]) => Promise<V[]>): Gathered<K, V> {
    return new Gathered(this.pool, answer);
  }

  /** Notes a look that no row went through, such as a permission question. */
  noteLook(me: SignedIn, look: Look) {
    this.log.gather(me, [look]);
  }
}

function isOwn(me: SignedIn, look: Look): boolean {
  return me.kind === 'reader' && look.subjectIds.every((id) => id === me.id);
}
