import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { Queue } from '../foundation/database/queue.js';
import { LETTERS } from '../foundation/mail/outbox.js';
import type { Setting } from '../foundation/setting.js';
import { ERASURES } from '../modules/data-subject-requests/erasure-beginning.service.js';
import { RECIPIENT_NOTICES } from '../modules/data-subject-requests/recipient-notices.service.js';
import { BREACH_LETTERS } from '../modules/incidents/communications/communications.service.js';
import { LAPSED_GROUNDS } from '../modules/incidents/grounds/lapsed-grounds.service.js';
import { SCOPE_COUNTRIES } from '../modules/incidents/scope/scope-countries.service.js';
import { SCOPES } from '../modules/incidents/scope/scope-steps.service.js';

/** Runs `work` inside the application, which listens to nothing and works no jobs. */
export async function inApplication<T>(
  setting: Setting,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const app = await NestFactory.createApplicationContext(AppModule.with(setting, { jobs: false }), {
    logger: ['warn', 'error', 'fatal'],
    abortOnError: false,
  });
  try {
    await app
      .get(Queue)
      .start([LETTERS, ERASURES, RECIPIENT_NOTICES, SCOPES, SCOPE_COUNTRIES, BREACH_LETTERS, LAPSED_GROUNDS]);
    return await work(app);
  } finally {
    await app.get(Queue).stop();
    await app.close();
  }
}
