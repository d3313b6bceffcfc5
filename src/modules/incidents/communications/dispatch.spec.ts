import type { ClaimedLetter, Settled } from './breach-letter-rows.js';
import { Dispatch } from './dispatch.js';

const letters = (count: number): ClaimedLetter[] =>
  Array.from({ length: count }, (_, i) => ({
    readerId: String(i),
    addressee: 'reader' as const,
    id: String(i),
    attempts: 1,
    isDoubtful: false,
    isNew: true,
  }));

it('sends each letter once and settles every one, some at a time', async () => {
  const waiting = letters(500);
  const sent: string[] = [];
  const settled: Settled[] = [];
  let underWay = 0;
  let most = 0;
  const dispatch = new Dispatch<ClaimedLetter>({
    claim: () => Promise.resolve(waiting.splice(0, 128)),
    send: async ({ readerId }) => {
      most = Math.max(most, (underWay += 1));
      await Promise.resolve();
      underWay -= 1;
      sent.push(readerId);
      return 'accepted';
    },
    settle: (group) => Promise.resolve(void settled.push(...group)),
  });
  await dispatch.run(4);
  expect(new Set(sent).size).toBe(500);
  expect(sent).toHaveLength(500);
  expect(settled).toHaveLength(500);
  expect(most).toBeLessThanOrEqual(4);
});

it('gives back what it holds when it is stopped, with what left written down', async () => {
  const settled: Settled[] = [];
  let sent = 0;
  const dispatch: Dispatch<ClaimedLetter> = new Dispatch<ClaimedLetter>({
    claim: () => Promise.resolve(letters(128)),
    send: () => {
      sent += 1;
      if (sent === 10) dispatch.stop();
      return Promise.resolve('accepted' as const);
    },
    settle: (group) => Promise.resolve(void settled.push(...group)),
  });
  await dispatch.run(1);
  expect(settled.filter(({ state }) => state === 'accepted')).toHaveLength(10);
  expect(settled.filter(({ state, attempts }) => state === 'pending' && attempts === 0)).toHaveLength(118);
});

it('tells of rows that could not be written, and sends no more', async () => {
  let sent = 0;
  const dispatch = new Dispatch<ClaimedLetter>({
    claim: () => Promise.resolve(letters(128)),
    send: () => {
      sent += 1;
      return Promise.resolve('accepted' as const);
    },
    settle: () => Promise.reject(new Error('no database')),
  });
  await expect(dispatch.run(1)).rejects.toThrow('no database');
  expect(sent).toBeLessThan(1_000);
});
