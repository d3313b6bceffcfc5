import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a library holds. What containment, sessions, keys, logs and letters need goes on: src/foundation/access/restraints.ts. */
const TABLES = [
  'agreement', 'attachment', 'birth_date_review', 'consent', 'consent_event', 'conversation', 'cookie_choice',
  'cookie_notice', 'cookie_standing', 'correction', 'correction_proposal', 'data_subject_request', 'disclosure',
  'erasure', 'erasure_list', 'erasure_list_line', 'inactivity_warning', 'interaction', 'interaction_refusal', 'item',
  'item_file', 'library', 'loan', 'mandate', 'message', 'newsletter', 'newsletter_recipient', 'objection', 'past_loan',
  'portability_import', 'purpose', 'purpose_version', 'reader', 'reader_evidence', 'recipient', 'recipient_notice',
  'request_link', 'request_words', 'restriction', 'retention_progress', 'retention_run', 'sign_up', 'social_login',
  'social_provider', 'supplementary_statement', 'suppression_token', 'tracker', 'unsubscribe_token',
  'unverified_request', 'waiting_erasure',
]; // prettier-ignore

const MAY = '((SELECT refuse_while_read_only()))';
const PLATFORM = '00000000-0000-7000-8000-000000000000';

export class KeepLibrariesReadOnly1795000004002 implements MigrationInterface {
  async up(db: QueryRunner) {
    // It raises an error rather than answer false: a deletion that a policy hides would look like one that found nothing.
    await db.query(`
      CREATE OR REPLACE FUNCTION refuse_while_read_only() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
      BEGIN
        IF EXISTS (
          SELECT 1 FROM library_directory
          WHERE id IN ('${PLATFORM}', nullif(current_setting('app.library', true), '')::uuid)
            AND 'read-only' = ANY (restraints)
        ) THEN
          RAISE EXCEPTION 'this library is read-only' USING ERRCODE = 'CRL01';
        END IF;
        RETURN true;
      END $$`);
    for (const table of TABLES) {
      await db.query(
        `CREATE POLICY no_insert ON ${table} AS RESTRICTIVE FOR INSERT TO carrel_app WITH CHECK ${MAY}`,
      );
      await db.query(
        `CREATE POLICY no_update ON ${table} AS RESTRICTIVE FOR UPDATE TO carrel_app USING (true) WITH CHECK ${MAY}`,
      );
      await db.query(
        `CREATE POLICY no_delete ON ${table} AS RESTRICTIVE FOR DELETE TO carrel_app USING ${MAY}`,
      );
    }
  }

  async down(db: QueryRunner) {
    for (const table of TABLES)
      for (const policy of ['no_insert', 'no_update', 'no_delete'])
        await db.query(`DROP POLICY ${policy} ON ${table}`);
    await db.query('DROP FUNCTION refuse_while_read_only');
  }
}
