import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { LibrariesModule } from '../../libraries/libraries.module.js';
import { IncidentAccessModule } from '../incident-access.module.js';
import { BreachScope, BreachScopePart, ScopeQuestion } from './scope.entity.js';
import { BreachScopeCountries, ScopeCountryProgress } from './scope-countries.entity.js';
import { ScopeCountriesService } from './scope-countries.service.js';
import { ScopesController } from './scopes.controller.js';
import { ScopesService } from './scopes.service.js';
import { ScopeStepsService } from './scope-steps.service.js';

/** How many readers an incident hit, worked out from the access log. */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      ScopeQuestion,
      BreachScope,
      BreachScopePart,
      BreachScopeCountries,
      ScopeCountryProgress,
    ]),
    AccountsModule,
    LibrariesModule,
    IncidentAccessModule,
  ],
  controllers: [ScopesController],
  providers: [ScopesService, ScopeStepsService, ScopeCountriesService],
  exports: [ScopesService, ScopeStepsService, ScopeCountriesService],
})
export class ScopeModule {}
