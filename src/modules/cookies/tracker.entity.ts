import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { NotPersonal } from '../../foundation/data-map/decorators.js';
import type { Default } from '../../foundation/data-map/shapes.js';

/** How a tracker stores on a device or reads from it; ePrivacy 5(3) asks of all of them what it asks of cookies. */
export const TRACKER_KINDS = [
  'cookie',
  'local-storage',
  'session-storage',
  'indexed-db',
  'pixel',
  'fingerprint',
] as const;
export type TrackerKind = (typeof TRACKER_KINDS)[number];

/** Why a tracker needs no consent: the two grounds of ePrivacy 5(3), and own-use audience measurement as authorities exempt it. */
export const EXEMPTIONS = ['transmission', 'strictly-necessary', 'audience-own-use'] as const;
export type Exemption = (typeof EXEMPTIONS)[number];

/** The category of what is exempt; every other one is the visitor's free choice. */
export const NECESSARY = 'necessary';

/** A cookie or other tracker that a library's pages use: the current catalogue, from which notices are published. */
@Entity('tracker')
@Unique(['libraryId', 'name', 'kind'])
@Check('tracker_kind', `kind in (${TRACKER_KINDS.map((one) => `'${one}'`).join(', ')})`)
@Check(
  'tracker_exemption',
  `exemption is null or exemption in (${EXEMPTIONS.map((one) => `'${one}'`).join(', ')})`,
)
@Check('tracker_necessary', `(category = '${NECESSARY}') = (exemption is not null)`)
@Check('tracker_own_use', `exemption <> 'audience-own-use' or third_parties = '{}'`)
@NotPersonal('what a library’s pages store on devices, and why')
export class Tracker {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Its name, or a pattern in which `*` stands for any characters. */
  @Column('text') name!: string;
  @Column('text') kind!: TrackerKind;
  /** `necessary`, or the key of an optional category. */
  @Column('text') category!: string;
  /** What it is for, in each language of the library. */
  @Column('jsonb') purposes!: Record<string, string>;
  /** How long it stays on the device; 0: until the browser closes. */
  @Column('int') lifeDays!: number;
  /** For exempt audience measurement: how long what it collects is kept. */
  @Column('int', { nullable: true }) dataMonths!: number | null;
  /** Who sets it. */
  @Column('text') setBy!: string;
  /** Who else can read it. */
  @Column('text', { array: true }) thirdParties!: string[];
  @Column('text', { nullable: true }) exemption!: Exemption | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
}
