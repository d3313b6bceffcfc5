import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { loadConfig } from '../config.js';
import { prepareDatabase } from '../foundation/database/prepare.js';
import { Queue } from '../foundation/database/queue.js';
import { LETTERS } from '../foundation/mail/outbox.js';
import { ERASURES } from '../modules/data-subject-requests/erasure-beginning.service.js';
import { RECIPIENT_NOTICES } from '../modules/data-subject-requests/recipient-notices.service.js';
import { Setting } from '../foundation/setting.js';
import { allMigrations } from '../migrations.js';

/** Runs a command inside the application, which listens to nothing and works no jobs; a server may run beside it. */
export async function withCarrel<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const config = { ...loadConfig(), metricsPort: 0 };
  const prepared = await prepareDatabase(config, await allMigrations(), new Date());
  try {
    const setting = new Setting(config, prepared.urls, prepared.root, prepared.isDemo);
    const app = await NestFactory.createApplicationContext(AppModule.with(setting, { jobs: false }), {
      logger: ['warn', 'error', 'fatal'],
      abortOnError: false,
    });
    try {
      await app.get(Queue).start([LETTERS, ERASURES, RECIPIENT_NOTICES]);
      return await work(app);
    } finally {
      await app.get(Queue).stop();
      await app.close();
    }
  } finally {
    await prepared.stop();
  }
}
