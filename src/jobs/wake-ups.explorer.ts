import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { purposeOfJob } from '../foundation/data-map/processings.js';
import { Queue } from '../foundation/database/queue.js';
import { MarkedMethods } from './marked-methods.service.js';
import { Woken } from './woken-by.js';

/** Hands each queue to the job that it wakes; stopping lets running ones end. A queue without a purpose cannot start. */
@Injectable()
export class WakeUpsExplorer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly marked: MarkedMethods,
    private readonly queue: Queue,
  ) {}

  async onApplicationBootstrap() {
    const woken = this.marked.under(Woken);
    const queues = woken.map(({ entry }) => entry.queue);
    queues.forEach(purposeOfJob);
    await this.queue.start(queues);
    for (const { entry, work } of woken) await this.queue.work(entry.queue, work, entry.concurrency);
  }

  async beforeApplicationShutdown() {
    await this.queue.stop();
  }
}
