import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Logged, NotPersonal, Personal } from '../../../foundation/data-map/decorators.js';
import type { Secret } from '../../../foundation/data-map/shapes.js';
import type { CountryCount, SurestByCountry } from './country-counts.js';
import { BreachScope } from './scope.entity.js';

/** How many of the readers of one version of a scope live in which country: counted once, and kept when its list is let go. */
@Entity('breach_scope_countries')
@Check('breach_scope_countries_list', "jsonb_typeof(countries) = 'array'")
@Unique('breach_scope_countries_once', ['libraryId', 'scopeId'])
@Index('breach_scope_countries_incident', ['libraryId', 'incidentId', 'id'])
@ForeignKey(() => BreachScope, ['libraryId', 'scopeId'], ['libraryId', 'id'], {
  name: 'breach_scope_countries_scope',
})
@Logged({
  kind: 'breach-scope-countries',
  openedBy: 'row',
  states: ['id', 'incidentId', 'scopeId', 'countedAt', 'countries'],
})
@NotPersonal('counts by country')
export class BreachScopeCountries {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('uuid') scopeId!: string;
  @Column('timestamptz') countedAt!: Date;
  @Column('jsonb') countries!: CountryCount[];
  @Column('bytea')
  @Personal({ withheld: 'a random number and the columns above it' })
  opening!: Secret<Buffer> | null;
}

/** A counting on its way: up to which part of the frozen list, and what was found so far. It goes when the counting ends. */
@Entity('scope_country_progress')
@Check('scope_country_progress_band', 'band between 1 and 3')
@NotPersonal('counts by country')
export class ScopeCountryProgress {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') scopeId!: string;
  @Column('int') band!: number;
  @Column('int') place!: number;
  @Column('jsonb') surest!: SurestByCountry;
}
