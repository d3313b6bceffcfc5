import { Entity, PrimaryColumn } from 'typeorm';
import { NotPersonal, Sealed } from '../data-map/decorators.js';
import type { Json } from '../data-map/shapes.js';

/** Which reader is none, and who placed it there when. */
export interface CanaryAccount {
  readerId: string;
  placedAt: string;
  placedBy: string;
}

/**
 * That one of the library's readers is nobody: no legitimate work opens them, so whoever does is looked at. All of it is
 * sealed, and the id tells no time: to whoever has the database a canary is a reader like any other.
 */
@Entity('canary')
@NotPersonal('which rows are nobody’s, sealed under the library’s content key')
export class Canary {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Sealed('canary.account', { under: 'content', as: 'json' })
  account!: Json<'canary.account', CanaryAccount>;
}
