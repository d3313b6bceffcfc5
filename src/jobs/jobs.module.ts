import { Module, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { Queue } from '../foundation/database/queue.js';
import { LETTERS } from '../foundation/mail/outbox.js';
import { AccountsModule } from '../modules/accounts/accounts.module.js';
import { LibrariesModule } from '../modules/libraries/libraries.module.js';
import { DataSubjectRequestsModule } from '../modules/data-subject-requests/data-subject-requests.module.js';
import { ACCESS } from '../modules/data-subject-requests/requests.service.js';
import { AccessJob } from './access.job.js';
import { AccountsExpireJob } from './accounts-expire.job.js';
import { LettersJob } from './letters.job.js';

/** Everything that runs by itself. */
@Module({
  imports: [LibrariesModule, AccountsModule, DataSubjectRequestsModule],
  providers: [AccountsExpireJob, LettersJob, AccessJob],
})
export class JobsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly queue: Queue,
    private readonly letters: LettersJob,
    private readonly access: AccessJob,
  ) {}

  async onApplicationBootstrap() {
    await this.queue.start([LETTERS, ACCESS]);
    await this.queue.work(LETTERS, (wakeUp) => this.letters.run(wakeUp));
    await this.queue.work(ACCESS, (wakeUp) => this.access.run(wakeUp), 2);
  }

  async beforeApplicationShutdown() {
    await this.queue.stop();
  }
}
