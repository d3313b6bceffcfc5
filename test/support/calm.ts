/** Finds a row while jobs or the ledger's sequencer still have something to do about what was asked before. */
export const BUSY = `
  (select 1 from pgboss.job where state in ('created', 'active', 'retry') and start_after <= now() limit 1)
  union all (select 1 from ledger_entry where seq is null limit 1)`;
