import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';

/** The directory of libraries: the one table that is read without a scope, so that a slug leads to a library. */
@Entity('library_directory')
@Unique(['slug'])
@NotPersonal('names of libraries, which are organisations')
export class LibraryDirectory {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') slug!: string;
  @Column('text') country!: string;
  /** Tokens that carry a lower number are refused: raising it ends all sessions of the library. */
  @Column('int', { default: 0 }) tokenEpoch!: number;
  /** Origins whose pages may call the API with a reader's token. */
  @Column('text', { array: true, default: () => "'{}'" }) origins!: string[];
  /** What stands against normal working while an incident lasts; of the platform's row, against that of every library. */
  @Column('text', { array: true, default: () => "'{}'" }) restraints!: string[];
  /** In whose name each stands, such as `read-only` and the id of an action: it goes with the last of them. */
  @Column('text', { array: true, default: () => "'{}'" }) restrainedBy!: string[];
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
