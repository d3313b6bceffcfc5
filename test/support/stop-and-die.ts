// A child that takes up tasks, has each stand still after so many of its steps, and kills itself when all of them do.
import { AsyncLocalStorage } from 'node:async_hooks';
import { writeSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { withCarrel } from '../../src/command-line/context.js';
import type { WakeUp } from '../../src/foundation/database/queue.js';
import { Restraints } from '../../src/foundation/access/restraints.js';
import { aJob, type SignedIn, type Staff } from '../../src/foundation/access/signed-in.js';
import { PLATFORM } from '../../src/foundation/database/scope.js';
import { SealedStore } from '../../src/foundation/files/sealed-store.js';
import { ErasureLedger } from '../../src/foundation/records/erasure-ledger.js';
import { Records } from '../../src/foundation/records/records.js';
import type { Rows } from '../../src/foundation/records/rows.js';
import { AccessService } from '../../src/modules/data-subject-requests/access.service.js';
import { ErasureListStepsService } from '../../src/modules/data-subject-requests/erasure-list-steps.service.js';
import { ErasureStepsService } from '../../src/modules/data-subject-requests/erasure-steps.service.js';
import { ErasuresService } from '../../src/modules/data-subject-requests/erasures.service.js';
import { ImportWork } from '../../src/modules/data-subject-requests/import-work.service.js';
import { NoticeChannels } from '../../src/modules/data-subject-requests/notice-channels.service.js';
import { NoticeDeliveryService } from '../../src/modules/data-subject-requests/notice-delivery.service.js';
import { OwedLinesService } from '../../src/modules/data-subject-requests/owed-lines.service.js';
import { TakingBackService } from '../../src/modules/data-subject-requests/taking-back.service.js';
import { WaitingStepsService } from '../../src/modules/data-subject-requests/waiting-steps.service.js';
import { ContainmentAction } from '../../src/modules/incidents/containment/action.entity.js';
import { ActionSteps } from '../../src/modules/incidents/containment/action-steps.service.js';
import { ActionWork } from '../../src/modules/incidents/containment/action-work.service.js';
import { ScopeCountriesService } from '../../src/modules/incidents/scope/scope-countries.service.js';
import { RetentionService } from '../../src/modules/retention/retention.service.js';
import type { Task } from './killed-steps.js';

/** How many more steps a task may take, and those it took. */
interface Walk {
  left: number;
  steps: string[];
  stand: (steps: string[]) => void;
}

const walks = new AsyncLocalStorage<Walk>();
const FOR_EVER = new Promise<never>(() => undefined);

/** The end of a step: here a task may stand still for ever, as it does when the process is killed. */
async function stepDone(name: string) {
  const walk = walks.getStore();
  if (!walk) return;
  walk.steps.push(name);
  walk.left -= 1;
  if (walk.left > 0) return;
  if (walk.left === 0) walk.stand([...walk.steps]);
  await FOR_EVER;
}

/** Makes a step's end of every commit, of every line of the erasure ledger, of every file, call and restraint. */
function watch(app: INestApplicationContext) {
  watchRows(app);
  watchFiles(app);
  watchCalls(app);
  watchRestraints(app);
}

function watchRows(app: INestApplicationContext) {
  const records = app.get(Records);
  const commit = records.in.bind(records);
  records.in = async <T>(me: SignedIn, work: (db: Rows) => Promise<T>): Promise<T> => {
    const result = await commit(me, work);
    await stepDone('commit');
    return result;
  };
  const ledger = app.get(ErasureLedger);
  const [append, appendOwed] = [ledger.append.bind(ledger), ledger.appendOwed.bind(ledger)];
  ledger.append = async (...given) => {
    const head = await append(...given);
    await stepDone('ledger');
    return head;
  };
  ledger.appendOwed = async (...given) => {
    await appendOwed(...given);
    await stepDone('ledger');
  };
}

function watchFiles(app: INestApplicationContext) {
  const store = app.get(SealedStore);
  const [keep, remove] = [store.keep.bind(store), store.remove.bind(store)];
  store.keep = async (...given) => {
    const size = await keep(...given);
    await stepDone('file kept');
    return size;
  };
  store.remove = async (...given) => {
    await remove(...given);
    await stepDone('file removed');
  };
}

function watchCalls(app: INestApplicationContext) {
  const channels = app.get(NoticeChannels, { strict: false });
  const tell = channels.tell.bind(channels);
  channels.tell = async (...given) => {
    const outcome = await tell(...given);
    await stepDone('told');
    return outcome;
  };
}

function watchRestraints(app: INestApplicationContext) {
  const restraints = app.get(Restraints);
  const [set, lift] = [restraints.set.bind(restraints), restraints.lift.bind(restraints)];
  restraints.set = async (...given) => {
    const isNew = await set(...given);
    await stepDone(isNew ? 'set' : 'set again');
    return isNew;
  };
  restraints.lift = async (...given) => {
    const stood = await lift(...given);
    await stepDone(stood ? 'lifted' : 'lifted again');
    return stood;
  };
}

/** Applies an action as the officer does who previewed it. */
async function apply(app: INestApplicationContext, id: string, now: Date) {
  const job = aJob('test', PLATFORM);
  const { incidentId, previewedBy } = await app
    .get(Records)
    .in(job, (db) => db.get(ContainmentAction, { id }));
  const officer: Staff = {
    ...job,
    kind: 'staff',
    id: previewedBy,
    role: 'security-officer',
    secondFactor: false,
  };
  return app.get(ActionSteps, { strict: false }).apply(officer, incidentId, id, undefined, now);
}

/** What the job of a task's kind does with its wake-up. */
async function work(app: INestApplicationContext, { kind, libraryId, id }: Task, now: Date) {
  const of = <T>(service: new (...given: never[]) => T) => app.get(service, { strict: false });
  const wakeUp: WakeUp = { libraryId, id };
  switch (kind) {
    case 'erasure':
      await of(OwedLinesService).settle(wakeUp, now);
      await of(WaitingStepsService).advance(wakeUp, now);
      return of(ErasureStepsService).advance(wakeUp, now);
    // Asked for by the library, or taken back by the reader whose id the task has.
    case 'ask':
      return of(ErasuresService).ask(
        aJob('test', libraryId),
        id,
        { askedBy: 'library', hasGrace: true },
        now,
      );
    case 'take-back':
      return of(TakingBackService).mine(
        { ...aJob('test', libraryId), kind: 'reader', id, provedAt: now },
        undefined,
        now,
      );
    case 'list':
      return of(ErasureListStepsService).advance(wakeUp, now);
    case 'download':
      return of(AccessService).answer(wakeUp, now);
    case 'import':
      return of(ImportWork).take(wakeUp, now);
    case 'notice':
      return of(NoticeDeliveryService).deliver(wakeUp, now);
    case 'retention':
      return of(RetentionService).run(libraryId, now);
    case 'countries':
      return of(ScopeCountriesService).run(wakeUp, now);
    case 'apply':
      return apply(app, id, now);
    case 'containment':
      return of(ActionWork).run(now);
    default:
      return kind satisfies never;
  }
}

const say = (words: object) => writeSync(1, `${JSON.stringify(words)}\n`);

await withCarrel(async (app) => {
  watch(app);
  const tasks = JSON.parse(process.argv[2] ?? '[]') as Task[];
  await Promise.all(
    tasks.map(
      (task, number) =>
        new Promise<void>((over) => {
          const stand = (steps: string[]) => {
            say({ number, came: 'to stand', steps });
            over();
          };
          const walk: Walk = { left: task.steps ?? Infinity, steps: [], stand };
          void walks
            .run(walk, () => work(app, task, new Date(task.now)))
            .then(
              () => say({ number, came: 'to its end', steps: walk.steps }),
              (error: unknown) =>
                say({ number, came: 'to a fault', steps: walk.steps, fault: String(error) }),
            )
            .then(() => over());
        }),
    ),
  );
  process.kill(process.pid, 'SIGKILL');
});
