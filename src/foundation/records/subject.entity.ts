import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { PersonalRecord } from '../data-map/decorators.js';
import type { Default } from '../data-map/shapes.js';

export type SubjectState = 'pending' | 'active' | 'restricted' | 'erasing' | 'erased';
export type AgeRule = 'met' | 'guardian' | 'unmet';

/** A data subject as the keys know one: an id and a state. What the person is called lives elsewhere, sealed. */
@Entity('subject')
@Check('subject_state', "state in ('pending', 'active', 'restricted', 'erasing', 'erased')")
@Check('subject_age_rule', "age_rule in ('met', 'guardian', 'unmet')")
@Check('subject_kind', "kind in ('reader', 'staff')")
@Index('subject_minor', ['libraryId', 'id'], { where: "kind = 'reader' and age_rule <> 'met'" })
@Index('subject_erased_at', ['libraryId', 'erasedAt'], { where: "state = 'erased'" })
@PersonalRecord({
  subject: 'id',
  purpose: 'accountability',
  category: 'request',
  onErasure: {
    keep: 'an id without a name, so that a restored backup can be made to forget the reader again',
    ground: '17(3)(b)',
  },
  source: 'observed',
})
export class Subject {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: 'reader' | 'staff';
  @Column('text') state!: SubjectState;
  @Column('text') ageRule!: AgeRule;
  /** A child signed up by a guardian whose own address nobody has confirmed yet: only service letters go there. */
  @Column('boolean', { default: false }) addressUnconfirmed!: Default<boolean>;
  /** Tokens that carry a lower number are refused. */
  @Column('int', { default: 0 }) tokenEpoch!: Default<number>;
  /** Since when nobody may sign in as this person, while it is looked into who has the account. */
  @Column('timestamptz', { nullable: true }) quarantinedAt!: Date | null;
  /** Since when a new password has to be set before one signs in with it. */
  @Column('timestamptz', { nullable: true }) passwordDueAt!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
  /** When an erasure that was asked for begins by itself; until then nothing is sent that needs consent. */
  @Column('timestamptz', { nullable: true }) leavingAt!: Date | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
