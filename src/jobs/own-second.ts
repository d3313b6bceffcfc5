import { createHash } from 'node:crypto';

/**
 * The same times, at a second of the minute that is the job's own: jobs that all began with the minute would keep whoever
 * asks for something just then waiting. Every instance works out the same second.
 */
export function atOwnSecond(cron: string, job: string): string {
  const fields = cron.trim().split(/\s+/);
  const [second = '0', ...rest] = fields.length === 6 ? fields : ['0', ...fields];
  const own = createHash('sha256').update(job).digest().readUInt32BE();
  const every = /^\*\/(\d+)$/.exec(second)?.[1];
  const at = every ? `${own % Number(every)}-59/${every}` : second === '0' ? String(own % 60) : second;
  return [at, ...rest].join(' ');
}
