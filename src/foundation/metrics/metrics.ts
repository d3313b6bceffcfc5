import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** All that this process counts. Labels are kinds and states, never a person, a library or an address. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
  new Counter({ name: `carrel_${name}`, help, labelNames, registers: [metrics] });

const httpSeconds = new Histogram({
  name: 'carrel_http_seconds',
  help: 'Requests by route template.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});
const letters = counter('letters_total', 'Attempts to send a letter, by outcome.', ['outcome']);
const erasures = counter('erasures_total', 'Erasures by the step that was reached.', ['step']);
const jobs = counter('jobs_total', 'Runs of jobs.', ['job', 'outcome']);
const failedOpenings = counter('failed_openings_total', 'Sealed data that would not open.', ['code']);
const refused = counter('refused_total', 'What was refused to callers, by reason.', ['reason']);
const consentRefused = counter(
  'consent_refused_total',
  'Decisions of readers and visitors that could not be taken as proof, by reason.',
  ['reason'],
);

const sequenced = counter('ledger_entries_total', 'Entries of the ledger that were numbered.', []);
const proofsRefused = counter('proofs_refused_total', 'Proof documents that did not hold, by reason.', [
  'reason',
]);
const cookieChoicesRefused = counter(
  'cookie_choices_refused_total',
  'Choices about cookies that were refused, by reason.',
  ['reason'],
);

const timeStampAuthority = new Gauge({
  name: 'carrel_ledger_time_stamp_authority',
  help: 'One where LEDGER_TIMESTAMP_URL names an authority; zero: the ledger is not time-stamped.',
  registers: [metrics],
});

const anchored = new Gauge({
  name: 'carrel_ledger_anchored_seconds',
  help: 'When a checkpoint of any log last went outside, by time-stamp or mail, in seconds since 1970.',
  labelNames: ['kind'],
  registers: [metrics],
});

const keyExportAge = new Gauge({
  name: 'carrel_key_export_age_seconds',
  help: 'Age of the newest key export that was proven to open; above a day it is an alarm.',
  registers: [metrics],
});

const jobDone = new Gauge({
  name: 'carrel_job_done_seconds',
  help: 'When each job of the calendar last ended well, in seconds since 1970; one that stays behind its calendar is an alarm.',
  labelNames: ['job'],
  registers: [metrics],
});

const holdsOverdue = new Gauge({
  name: 'carrel_legal_holds_overdue',
  help: 'Legal holds that nobody has looked at again in time; above zero is an alarm.',
  registers: [metrics],
});

/** How many legal holds of all libraries are overdue for review. */
export function setHoldsOverdue(count: number) {
  holdsOverdue.set(count);
}

const alarms = new Gauge({
  name: 'carrel_alarms',
  help: 'What stands still, by kind, when the job `alarms` last looked; above zero it is an alarm.',
  labelNames: ['kind'],
  registers: [metrics],
});

/** How many alarms of a kind there are. */
export function setAlarms(kind: string, count: number) {
  alarms.labels(kind).set(count);
}

/** A job of the calendar ended well. */
export function setJobDone(job: string, at: Date) {
  jobDone.labels(job).set(at.getTime() / 1000);
}

/** Whether there is a time-stamp authority. */
export function setTimeStampAuthority(isThere: boolean) {
  timeStampAuthority.set(isThere ? 1 : 0);
}

/** A checkpoint went outside. */
export function setAnchored(kind: 'time-stamp' | 'mail', at: Date) {
  anchored.labels(kind).set(at.getTime() / 1000);
}

/** How old the newest proven key export is. */
export function setKeyExportAge(seconds: number) {
  keyExportAge.set(seconds);
}

/** One request answered; `route` is its template, `seconds` its duration. */
export function countRequest(method: string, route: string, status: number, seconds: number) {
  httpSeconds.labels(method, route, String(status)).observe(seconds);
}

/** One attempt at a letter: accepted, ambiguous, deferred or failed. */
export function countLetter(outcome: string) {
  letters.labels(outcome).inc();
}

/** One erasure that reached a step, such as `requested` or `done`. */
export function countErasure(step: string) {
  erasures.labels(step).inc();
}

/** One run of a job: `done` or `failed`. */
export function countJob(job: string, outcome: 'done' | 'failed') {
  jobs.labels(job, outcome).inc();
}

/** One sealed datum that would not open, by the code of its error. */
export function countFailedOpening(code: string) {
  failedOpenings.labels(code).inc();
}

/** One refusal, by a reason from a fixed list: `rate-limit`, `no-permission`, `wrong-sign-in` and the like. */
export function countRefused(reason: string) {
  refused.labels(reason).inc();
}

/** Entries of the ledger that were numbered. */
export function countSequenced(entries: number) {
  sequenced.inc(entries);
}

/** One choice about cookies that was refused, by a reason from a fixed list: `unknown-version`, `replayed` and the like. */
export function countCookieChoiceRefused(reason: string) {
  cookieChoicesRefused.labels(reason).inc();
}

/** One decision that proves nothing and was not kept, by a reason from a fixed list: `forged`, `replayed` and the like. */
export function countConsentRefused(reason: string) {
  consentRefused.labels(reason).inc();
}

/** One proof document that was asked about and did not hold, by the first thing wrong in it. */
export function countProofRefused(reason: string) {
  proofsRefused.labels(reason).inc();
}
