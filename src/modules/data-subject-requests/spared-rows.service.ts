/*
 * Conditions on a reader's requests for those who delete by time: SQL over rows of this module, so that no other has to
 * know them. `$1` is the library, `subject` the column with the reader's id.
 */

/** An answer is due to the reader: what it has to show must not be deleted meanwhile (EDPB Guidelines 01/2022, 38). */
export function isAnswerDue(subject: string, now: string): string {
  return `exists (select 1 from data_subject_request asked where asked.library_id = $1 and asked.subject_id = ${subject}
    and asked.kind in ('access', 'portability')
    and (asked.state not in ('completed', 'refused', 'cancelled', 'failed') or asked.state = 'failed' and asked.legal_limit > ${now}))`;
}

/** A backup may still hold someone who was erased: what a restore needs to make it forget them stays. */
export function isInBackups(subject: string): string {
  return `exists (select 1 from erasure done where done.library_id = $1 and done.subject_id = ${subject}
    and done.state <> 'backup_horizon_passed')`;
}
