import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { HealthController } from './health.controller.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { Origins } from './origins.js';
import { Readiness } from './readiness.js';

/** What whoever runs the installation looks at, and what protects it from its callers. */
@Module({
  controllers: [HealthController],
  providers: [Readiness, Origins, { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor }],
})
export class OperationsModule {}
