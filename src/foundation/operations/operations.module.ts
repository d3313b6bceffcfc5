import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { Origins } from './origins.js';
import { Readiness } from './readiness.js';

/** What whoever runs the installation looks at, and what protects it from its callers. */
@Module({
  controllers: [HealthController],
  providers: [Readiness, Origins],
})
export class OperationsModule {}
