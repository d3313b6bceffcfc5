import { Module, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { Queue } from '../foundation/database/queue.js';
import { LETTERS } from '../foundation/mail/outbox.js';
import { LibrariesModule } from '../modules/libraries/libraries.module.js';
import { LettersJob } from './letters.job.js';

/** Everything that runs by itself. */
@Module({ imports: [LibrariesModule], providers: [LettersJob] })
export class JobsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly queue: Queue,
    private readonly letters: LettersJob,
  ) {}

  async onApplicationBootstrap() {
    await this.queue.start([LETTERS]);
    await this.queue.work(LETTERS, (wakeUp) => this.letters.run(wakeUp));
  }

  async beforeApplicationShutdown() {
    await this.queue.stop();
  }
}
