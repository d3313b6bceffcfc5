import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LibrariesModule } from '../../libraries/libraries.module.js';
import { IncidentAccessModule } from '../incident-access.module.js';
import { BreachScope, BreachScopePart, ScopeQuestion } from './scope.entity.js';
import { ScopesController } from './scopes.controller.js';
import { ScopesService } from './scopes.service.js';
import { ScopeStepsService } from './scope-steps.service.js';

/** How many readers an incident hit, worked out from the access log. */
@Module({
  imports: [
    TypeOrmModule.forFeature([ScopeQuestion, BreachScope, BreachScopePart]),
    LibrariesModule,
    IncidentAccessModule,
  ],
  controllers: [ScopesController],
  providers: [ScopesService, ScopeStepsService],
  exports: [ScopesService, ScopeStepsService],
})
export class ScopeModule {}
