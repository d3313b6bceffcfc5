import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, NotPersonal, Personal, Sealed } from '../../../foundation/data-map/decorators.js';
import type { Default, Json, Secret } from '../../../foundation/data-map/shapes.js';
import type { Salted } from '../bound.js';
import { MODES, type Mode } from '../incident.entity.js';
import { ACTION_KINDS, ACTION_STATES, type ActionKind, type ActionState } from './kinds.js';
import type { Effect } from './measure.js';

const listed = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** What an action was previewed to do. */
export interface ActionPlan {
  who: string;
  breaks: string[];
  provider: string | null;
  addresses: string[];
}

/**
 * A containment action from its preview to its end. Its row says how it stands; each change is a line of the incident's
 * timeline, and so of the ledger. One of a drill has no effect: a constraint holds it.
 */
@Entity('containment_action')
@Check('containment_action_kind', `kind in (${listed(ACTION_KINDS)})`)
@Check('containment_action_state', `state in (${listed(ACTION_STATES)})`)
@Check('containment_action_mode', `mode in (${listed(MODES)})`)
@Check('containment_action_effect', "mode = 'live' or effect is null")
@Check(
  'containment_action_second_person',
  'not two_people or approved_by is null or break_glass or approved_by <> previewed_by',
)
@Check('containment_action_break_glass', 'break_glass = (review_due_at is not null)')
@Check('containment_action_review', 'reviewed_by is null or reviewed_by <> approved_by')
@Check('containment_action_content_hash', 'octet_length(content_hash) = 32')
@Index('containment_action_incident', ['libraryId', 'incidentId', 'id'])
@Index('containment_action_states', ['libraryId', 'state', 'id'])
@Logged({
  kind: 'containment-action',
  openedBy: 'row',
  states: [
    'id', 'incidentId', 'mode', 'kind', 'aboutLibrary', 'aboutSubject', 'twoPeople', 'howMany', 'previewedAt',
    'previewedBy', 'contentHash',
  ], // prettier-ignore
})
@NotPersonal(
  'what was done to contain an incident, sealed under the platform’s content key (Art. 33(5)); whom it was about is an id',
)
export class ContainmentAction {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('text') mode!: Mode;
  @Column('text') kind!: ActionKind;
  /** The library it is about; the platform's: everywhere, or an account of staff. */
  @Column('uuid') aboutLibrary!: string;
  @Column('uuid', { nullable: true }) aboutSubject!: string | null;
  @Column('text', { default: 'previewed' }) state!: Default<ActionState>;
  /** It reaches the whole platform or cannot be undone: another person approves it than previewed it. */
  @Column('boolean') twoPeople!: boolean;
  @Column('int') howMany!: number;
  @Sealed('containment-action.plan', { under: 'content', as: 'json' })
  plan!: Json<'containment-action.plan', Salted<ActionPlan>>;
  @Column('bytea') contentHash!: Buffer;
  @Column('timestamptz') previewedAt!: Date;
  @Column('uuid') previewedBy!: string;
  @Column('timestamptz', { nullable: true }) approvedAt!: Date | null;
  @Column('uuid', { nullable: true }) approvedBy!: string | null;
  /** Approved by one person where two are needed, and so reviewed within a day. */
  @Column('boolean', { default: false }) breakGlass!: Default<boolean>;
  @Column('timestamptz', { nullable: true }) reviewDueAt!: Date | null;
  @Column('timestamptz', { nullable: true }) reviewedAt!: Date | null;
  @Column('uuid', { nullable: true }) reviewedBy!: string | null;
  /** Until when whoever applies it has it to themselves; a job resumes what was killed. */
  @Column('timestamptz', { nullable: true }) claimedUntil!: Date | null;
  @Column('timestamptz', { nullable: true }) appliedAt!: Date | null;
  @Column('uuid', { nullable: true }) appliedBy!: string | null;
  @Column('jsonb', { nullable: true }) effect!: Effect | null;
  @Column('timestamptz', { nullable: true }) verifiedAt!: Date | null;
  /** For how long it holds once it is applied; null: until somebody reverts it. */
  @Column('int', { nullable: true }) lastsMinutes!: number | null;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('bytea')
  @Personal({ withheld: 'a random number and the columns above it' })
  opening!: Secret<Buffer> | null;
}
