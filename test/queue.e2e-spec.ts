import { randomUUID } from 'node:crypto';
import { Queue } from '../src/foundation/database/queue.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { eventually } from './support/people.js';

const NAME = 'taken-one-after-the-other';

let carrel: Carrel;
let queue: Queue;
let errors: Error[];
beforeAll(async () => {
  carrel = await aCarrel();
  errors = [];
  queue = new Queue(carrel.urls.application, (error) => errors.push(error));
  await queue.start([NAME]);
});
afterAll(async () => {
  await queue.stop();
  await carrel.stop();
});

it('takes what waits without a rest between one and the next, and sends again what fails', async () => {
  const ids = Array.from({ length: 40 }, () => randomUUID());
  const libraryId = randomUUID();
  for (const id of ids) await queue.sendNow(NAME, { libraryId, id });

  const taken: string[] = [];
  const work = ({ id }: { id: string }) => {
    const isFirst = !taken.includes(id);
    taken.push(id);
    // The fifth fails when it comes first.
    return isFirst && id === ids[4] ? Promise.reject(new Error('once')) : Promise.resolve();
  };
  // A single worker, which asks once a second where nothing tells it that there is more: 40 would take it longer than this waits.
  await queue.work(NAME, work, 1);
  await eventually('the end of what waits', () => Promise.resolve(taken.length === ids.length + 1));
  expect(taken.toSorted()).toEqual([...ids, ids[4]].toSorted());
  expect(errors).toEqual([]);
});
