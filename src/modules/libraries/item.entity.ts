import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Text } from '../../foundation/data-map/shapes.js';
import type { LENDABLE } from '../../foundation/files/media-types.js';

export const ITEM_STATES = ['available', 'withdrawn'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** A work that a library lends. What it is called is sealed under the library's content key. */
@Entity('item')
@Check('item_state', "state in ('available', 'withdrawn')")
@Index('item_listed', ['libraryId', 'state', 'id'])
@NotPersonal('published works; their authors are named as on the cover')
export class Item {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { default: 'available' }) state!: Default<ItemState>;
  @Sealed('item.title', { under: 'content' }) title!: Text<'item.title'>;
  @Sealed('item.authors', { under: 'content', as: 'json' }) authors!: Json<'item.authors', string[]>;
  @Sealed('item.description', { under: 'content', nullable: true })
  description!: Text<'item.description'> | null;
  @Sealed('item.language', { under: 'content', nullable: true }) language!: Text<'item.language'> | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
}

/** The file of an item. Its bytes lie in the sealed store under its id, which changes with them. */
@Entity('item_file')
@Check('item_file_state', "state in ('arriving', 'kept', 'leaving')")
@Check('item_file_media_type', "media_type in ('application/epub+zip', 'application/pdf', 'text/plain')")
@Index('item_file_kept', ['libraryId', 'itemId'], { unique: true, where: "state = 'kept'" })
@Index('item_file_passing', ['libraryId', 'createdAt'], { where: "state in ('arriving', 'leaving')" })
@NotPersonal('files of published works')
export class ItemFile {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') itemId!: string;
  /** Only a kept file is shown; the others wait for their bytes to come or go, and a sweep ends the wait. */
  @Column('text', { default: 'arriving' }) state!: Default<'arriving' | 'kept' | 'leaving'>;
  @Column('text') mediaType!: (typeof LENDABLE)[number];
  @Column('bigint', { default: 0 }) size!: Default<number>;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
}
