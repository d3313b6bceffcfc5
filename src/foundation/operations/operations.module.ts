import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AddressBlocks } from './address-blocks.js';
import { HealthController } from './health.controller.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { Origins } from './origins.js';
import { Readiness } from './readiness.js';

/** What whoever runs the installation looks at, and what protects it from its callers. */
@Module({
  controllers: [HealthController],
  providers: [
    Readiness,
    Origins,
    AddressBlocks,
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: [AddressBlocks],
})
export class OperationsModule {}
