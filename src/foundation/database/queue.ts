import { PgBoss } from 'pg-boss';
import { prepared } from './prepared.js';
import { QUEUE_SCHEMA } from './queue-schema.js';
import type { Scope } from './scope.js';

/** What a wake-up carries: whose row and which, never what is in it. */
export interface WakeUp {
  libraryId: string;
  id: string;
}

/** Wake-ups for jobs on pg-boss: at least once, to any instance, sent in the transaction that made the work due. */
export class Queue {
  private readonly boss: PgBoss;
  private readonly known = new Set<string>();

  constructor(
    connectionString: string,
    private readonly onError: (error: Error) => void,
  ) {
    this.boss = new PgBoss({
      connectionString,
      schema: QUEUE_SCHEMA,
      migrate: false,
      createSchema: false,
      // Where a pooler between cannot listen, workers go on asking.
      useListenNotify: true,
      max: 3,
    });
    this.boss.on('error', (error) => {
      this.onError(error);
    });
  }

  /** Connects, and makes the queues named, each with its dead-letter queue. */
  async start(queues: string[]): Promise<void> {
    await this.boss.start();
    const made = new Map((await this.boss.getQueues()).map((one) => [one.name, one]));
    for (const queue of queues) {
      if (!made.has(queue)) await this.make(queue);
      else if (!made.get(queue)?.notify) await this.boss.updateQueue(queue, { notify: true });
      this.known.add(queue);
    }
  }

  private async make(queue: string) {
    const deadLetter = `${queue}-dead`;
    await this.boss.createQueue(deadLetter);
    await this.boss.createQueue(queue, {
      retryLimit: 8,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      deadLetter,
      // A wake-up tells workers as soon as its transaction commits.
      notify: true,
    });
  }

  /** Sends a wake-up as part of the scope's transaction. */
  async send(scope: Scope, queue: string, wakeUp: WakeUp, after?: Date): Promise<void> {
    const db = {
      executeSql: (text: string, values?: unknown[]) =>
        scope.tell(values?.length ? prepared(text, values) : { text }),
    };
    await this.boss.send(queue, wakeUp, { db, ...(after ? { startAfter: after } : {}) });
  }

  /** Sends a wake-up of its own, for calendars and sweeps. */
  async sendNow(queue: string, wakeUp: WakeUp): Promise<void> {
    await this.boss.send(queue, wakeUp, { singletonKey: `${wakeUp.libraryId}/${wakeUp.id}` });
  }

  /** Hands each wake-up of a queue to `handler`; one that throws is sent again later. */
  async work(queue: string, handler: (wakeUp: WakeUp) => Promise<unknown>, concurrency = 4): Promise<void> {
    for (let worker = 0; worker < concurrency; worker += 1) await this.hire(queue, handler);
  }

  /** A worker that takes what waits one after the other: having taken one it looks again at once, and rests where there is none. */
  private async hire(queue: string, handler: (wakeUp: WakeUp) => Promise<unknown>) {
    const worker = await this.boss.work<WakeUp>(
      queue,
      { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 1 },
      async (jobs) => {
        this.boss.notifyWorker(worker);
        for (const job of jobs) await handler(job.data);
      },
    );
  }

  /** Lets running jobs end, then disconnects. */
  async stop(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: 20_000 });
  }
}
