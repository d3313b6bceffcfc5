import { Column, Entity, PrimaryColumn } from 'typeorm';
import { NotPersonal, Sealed } from '../data-map/decorators.js';
import type { Json } from '../data-map/shapes.js';

/** Addresses of machines that are not let in; lives in the platform library under the id of the action that set it. */
@Entity('address_block')
@NotPersonal(
  'addresses of machines that attacks come from, sealed under the platform’s content key until they are let in again; who uses them is not known',
)
export class AddressBlock {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Sealed('address-block.ranges', { under: 'content', as: 'json' })
  ranges!: Json<'address-block.ranges', { ranges: string[] }>;
  @Column('timestamptz') since!: Date;
}
