import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';
import type { Default } from '../data-map/shapes.js';

/** What an API key may be given; `readers:erase` is never given unasked. */
export const SCOPES = [
  'readers:read',
  'readers:erase',
  'permissions:ask',
  'statistics:read',
  'interactions:write',
  'items:write',
  'conversations:write',
  'disclosures:write',
] as const;
export type Scope = (typeof SCOPES)[number];

/** A key by which a library's own systems call. Only its hash is kept. */
@Entity('api_key')
@Index('api_key_token_hash', ['libraryId', 'tokenHash'], { unique: true })
@NotPersonal('keys of machines')
export class ApiKeyRecord {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text', { array: true }) scopes!: Scope[];
  @Column('bytea') tokenHash!: Buffer;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
}
