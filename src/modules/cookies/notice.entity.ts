import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Logged, NotPersonal } from '../../foundation/data-map/decorators.js';
import type { Default } from '../../foundation/data-map/shapes.js';
import type { CataloguedTracker, NoticeText } from './notice-shape.js';

/**
 * A published cookie notice: the exact texts of every language with the catalogue as it stood. Immutable; the latest is
 * current. The database itself refuses one that lacks *refuse* beside *accept* or switches anything optional on.
 */
@Entity('cookie_notice')
@Unique(['libraryId', 'version'])
@Check('cookie_notice_version', 'octet_length(version) = 32')
@Check('cookie_notice_off', `on_by_default = '{}'`)
@Check('cookie_notice_first_layer', `first_layer @> array['accept', 'refuse', 'settings']`)
@Check('cookie_notice_second_layer', `not 'accept' = any(second_layer) or 'refuse' = any(second_layer)`)
@Index('cookie_notice_current', ['libraryId'], { unique: true, where: 'replaced_at is null' })
@Logged({
  kind: 'cookie-notice',
  openedBy: 'nobody',
  states: ['id', 'version', 'meaning', 'categories', 'publishedAt'],
})
@NotPersonal('published texts')
export class CookieNotice {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** SHA-256 of everything shown, in all languages. */
  @Column('bytea') version!: Buffer;
  /** The first version that meant the same: choices on any version of one meaning count for all of them. */
  @Column('bytea') meaning!: Buffer;
  /** Keys of the optional categories, in the order shown. */
  @Column('text', { array: true }) categories!: string[];
  @Column('text', { array: true }) onByDefault!: string[];
  /** Buttons of the banner, in the order shown. */
  @Column('text', { array: true }) firstLayer!: string[];
  /** Buttons of the settings, in the order shown. */
  @Column('text', { array: true }) secondLayer!: string[];
  @Column('jsonb') texts!: NoticeText[];
  @Column('jsonb') catalogue!: CataloguedTracker[];
  @Column('timestamptz', { default: () => 'now()' }) publishedAt!: Default<Date>;
  @Column('timestamptz', { nullable: true }) replacedAt!: Date | null;
}
