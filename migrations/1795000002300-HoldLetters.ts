import type { MigrationInterface, QueryRunner } from 'typeorm';

const LETTER = `'pending', 'claimed', 'accepted', 'ambiguous', 'deferred', 'failed'`;
const NEWSLETTER = `'sending', 'sent'`;

/** What a restored database would send a second time waits for a person's word. */
export class HoldLetters1795000002300 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE letter DROP CONSTRAINT letter_state,
        ADD CONSTRAINT letter_state CHECK (state in (${LETTER}, 'held'))`);
    await db.query(`CREATE INDEX letter_held ON letter (library_id, id) WHERE state = 'held'`);
    await db.query(`
      ALTER TABLE newsletter DROP CONSTRAINT newsletter_state,
        ADD CONSTRAINT newsletter_state CHECK (state in (${NEWSLETTER}, 'held'))`);
  }

  async down(db: QueryRunner) {
    for (const [table, states, instead] of [
      ['letter', LETTER, 'failed'],
      ['newsletter', NEWSLETTER, 'sent'],
    ] as const) {
      await db.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
      await db.query(`UPDATE ${table} SET state = '${instead}' WHERE state = 'held'`);
      await db.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await db.query(`
        ALTER TABLE ${table} DROP CONSTRAINT ${table}_state,
          ADD CONSTRAINT ${table}_state CHECK (state in (${states}))`);
    }
    await db.query('DROP INDEX letter_held');
  }
}
