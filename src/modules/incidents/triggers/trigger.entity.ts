import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../../../foundation/data-map/decorators.js';

export const CAUSES = [
  'canary-touched', 'mass-reads', 'refresh-token-reused', 'failed-decryption', 'ledger-unverified',
] as const; // prettier-ignore
export type Cause = (typeof CAUSES)[number];

/** What opened a draft of an incident, so that the same cause and credential open one and not a flood. */
@Entity('incident_draft')
@Check('incident_draft_cause', `cause in (${CAUSES.map((cause) => `'${cause}'`).join(', ')})`)
@Index('incident_draft_round', ['libraryId', 'cause', 'watchedId', 'credentialId', 'round'], { unique: true })
@NotPersonal('causes and ids of libraries and credentials')
export class IncidentDraft {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') incidentId!: string;
  @Column('text') cause!: Cause;
  /** The library where it was noticed. */
  @Column('uuid') watchedId!: string;
  @Column('uuid', { nullable: true }) credentialId!: string | null;
  /** Counts drafts of the same cause: a new one follows one that has ended. */
  @Column('int') round!: number;
}

/** How far the access log of a library was looked through. */
@Entity('incident_watch')
@NotPersonal('ids of libraries and of entries of the access log')
export class IncidentWatch {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') watchedId!: string;
  @Column('uuid') seenTo!: string;
}

/** How many readers one credential may open in an hour before it is looked at; the latest row holds. */
@Entity('read_limit')
@Check('read_limit_readers', 'readers_per_hour between 1 and 10000000')
@NotPersonal('a number for a library or a credential, and who set it')
export class ReadLimit {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Null: every credential that has no number of its own. */
  @Column('uuid', { nullable: true }) credentialId!: string | null;
  @Column('int') readersPerHour!: number;
  @Column('timestamptz') setAt!: Date;
  @Column('uuid') setBy!: string;
}
