import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import {
  Logged,
  NotPersonal,
  Personal,
  PersonalRecord,
  Sealed,
} from '../../../foundation/data-map/decorators.js';
import type { Json, Secret } from '../../../foundation/data-map/shapes.js';
import type { Salted } from '../bound.js';
import { MODES, type Mode } from '../incident.entity.js';
import type { Findings } from './findings.js';
import type { ScopeQuestionWords } from './question.js';

const listed = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** A question about whose data of one library were opened, until it is answered in the background. */
@Entity('scope_question')
@Check('scope_question_mode', `mode in (${listed(MODES)})`)
@Check('scope_question_state', "state in ('waiting', 'answered')")
@Unique('scope_question_in_mode', ['libraryId', 'id', 'mode'])
@Index('scope_question_incident', ['libraryId', 'incidentId', 'id'])
@Index('scope_question_waiting', ['libraryId', 'askedAt'], { where: "state = 'waiting'" })
@NotPersonal(
  'what is asked about an incident, sealed under the library’s content key; it names credentials, no reader',
)
export class ScopeQuestion {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('text') mode!: Mode;
  @Column('text') state!: 'waiting' | 'answered';
  @Column('timestamptz') askedAt!: Date;
  @Column('uuid') askedBy!: string;
  @Sealed('scope-question.question', { under: 'content', as: 'json' })
  question!: Json<'scope-question.question', ScopeQuestionWords>;
}

/** One version of how many readers of a library an incident hit: what was known then. Never changed, a later one follows. */
@Entity('breach_scope')
@Check('breach_scope_mode', `mode in (${listed(MODES)})`)
@Check('breach_scope_interval', 'confirmed between 0 and probable and probable <= possible')
@Check('breach_scope_permille', 'permille between 0 and 1000')
@Check('breach_scope_content_hash', 'octet_length(content_hash) = 32')
@Unique(['libraryId', 'incidentId', 'version'])
// A question of a drill has no answer that counts as real, whether the library was added to the incident or not.
@ForeignKey(() => ScopeQuestion, ['libraryId', 'questionId', 'mode'], ['libraryId', 'id', 'mode'], {
  name: 'breach_scope_question',
})
@Logged({
  kind: 'breach-scope',
  openedBy: 'row',
  states: [
    'id', 'incidentId', 'questionId', 'version', 'askedAt', 'askedBy', 'answeredAt', 'confirmed', 'probable', 'possible',
    'permille', 'contentHash',
  ], // prettier-ignore
})
@NotPersonal('counts, kinds of data and what was asked, sealed under the library’s content key')
export class BreachScope {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('uuid') questionId!: string;
  @Column('text') mode!: Mode;
  @Column('int') version!: number;
  @Column('timestamptz') askedAt!: Date;
  @Column('uuid') askedBy!: string;
  @Column('timestamptz') answeredAt!: Date;
  @Column('int') confirmed!: number;
  @Column('int') probable!: number;
  @Column('int') possible!: number;
  /** How much of the window the access log tells of. */
  @Column('int') permille!: number;
  @Sealed('breach-scope.findings', { under: 'content', as: 'json' })
  findings!: Json<'breach-scope.findings', Salted<Findings>>;
  @Column('bytea') contentHash!: Buffer;
  @Column('bytea')
  @Personal({ withheld: 'a random number and the columns above it' })
  opening!: Secret<Buffer> | null;
}

/** A thousand readers of the frozen list of a scope, each in the surest band; letters of Art. 34 go by it. */
@Entity('breach_scope_part')
@Check('breach_scope_part_band', 'band between 1 and 3')
@Check('breach_scope_part_hash', 'octet_length(hash) = 32')
@PersonalRecord({
  subject: 'subjectIds',
  purpose: 'accountability',
  category: 'request',
  onErasure: {
    keep: 'ids without names, to count who was hit by a breach before the erasure',
    ground: '17(3)(e)',
  },
  source: 'observed',
  ends: { by: 'the list of its scope, which is deleted 36 months after it was frozen' },
  exported: {
    no: 'lists of ids by which a breach is counted; whom it concerns is told by a letter of its own (Art. 34)',
  },
})
export class BreachScopePart {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') scopeId!: string;
  @PrimaryColumn('int') band!: number;
  @PrimaryColumn('int') place!: number;
  @Column('uuid', { array: true }) subjectIds!: string[];
  /** SHA-256 over the ids in their order, sixteen bytes each. */
  @Personal({ withheld: 'a hash of the ids beside it' })
  @Column('bytea')
  hash!: Secret<Buffer>;
}
