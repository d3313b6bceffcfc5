import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Secret, Text } from '../../foundation/data-map/shapes.js';
import type { Decided } from '../consent/consent.service.js';

/** The holder of parental responsibility who agreed for a child (Art. 8). */
export interface Guardian {
  name: string;
  email: string;
  /** When they agreed, in ISO 8601. */
  agreedAt?: string;
}

/** A person who uses one library. */
@Entity('reader')
@Check('reader_state', "state in ('active', 'unclaimed')")
@PersonalRecord({
  subject: 'id',
  purpose: 'account',
  category: 'identity',
  onErasure: 'delete',
  rectify: 'PATCH /me',
  keepsHistory: true,
})
export class Reader {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** `unclaimed`: imported by the library; nobody has signed in yet. */
  @Column('text', { default: 'active' }) state!: Default<'active' | 'unclaimed'>;
  @Sealed('reader.email', { lookup: 'unique', normalise: 'email' })
  @Personal({ category: 'contact', rectify: 'POST /me/email-changes', rectifyBy: 'confirmed' })
  email!: Text<'reader.email'>;
  /** When a letter's link showed that the reader reads this address; null: only service letters go there. */
  @Column('timestamptz', { nullable: true }) emailConfirmedAt!: Date | null;
  @Sealed('reader.name') @Personal({}) name!: Text<'reader.name'>;
  @Sealed('reader.country', { nullable: true }) country!: Text<'reader.country'> | null;
  @Sealed('reader.birth_date', { nullable: true }) birthDate!: Text<'reader.birth_date'> | null;
  @Sealed('reader.language') language!: Text<'reader.language'>;
  @Sealed('reader.phone', { nullable: true })
  @Personal({ category: 'contact' })
  phone!: Text<'reader.phone'> | null;
  @Sealed('reader.guardian', {
    as: 'json',
    nullable: true,
    ...{ lookup: 'repeated', lookupAt: ['email'], normalise: 'email' },
  })
  @Personal({
    category: 'minor',
    ofOthers: { shown: 'you named your parent or guardian yourself, and see them in your account' },
  })
  guardian!: Json<'reader.guardian', Guardian> | null;
  @Sealed('reader.password', { nullable: true })
  @Personal({
    category: 'credential',
    withheld: 'a secret that protects the account',
    rectify: 'PUT /me/password',
    rectifyBy: 'confirmed',
  })
  passwordHash!: Secret<Text<'reader.password'>> | null;
  /** The version of the agreement the reader accepted; null: imported, not yet asked. */
  @Column('bytea', { nullable: true })
  @Personal({ category: 'consent', plain: 'a hash of a published text', rectify: 'PUT /me/agreement' })
  agreementVersion!: Buffer | null;
  @Column('timestamptz', { nullable: true }) agreedAt!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
  @Column('timestamptz', { default: () => 'now()' }) lastSeenAt!: Default<Date>;
}

/** A decision of the form, as JSON keeps it. */
export interface FormDecision extends Omit<Decided, 'version' | 'served'> {
  version: string;
  served?: { id: string; servedAt: string };
}

/** What a sign-up asks for, sealed until it is confirmed or vanishes. */
export interface SignUpForm {
  name: string;
  country: string;
  birthDate: string;
  language: string;
  agreementVersion: string;
  decisions: FormDecision[];
  guardian?: Guardian;
  /** An identity that signs in through a provider instead of a password. */
  social?: { provider: string; identity: string };
}

/** A sign-up that waits for its letter's link. Unconfirmed, it vanishes after 48 hours. */
@Entity('sign_up')
@Index('sign_up_token', ['libraryId', 'tokenHash'], { unique: true })
@Index('sign_up_expires_at', ['libraryId', 'expiresAt'])
@PersonalRecord({ subject: 'id', purpose: 'account', category: 'identity', onErasure: 'delete' })
export class SignUp {
  @PrimaryColumn('uuid') libraryId!: string;
  /** The id that the reader will have. */
  @PrimaryColumn('uuid') id!: string;
  @Sealed('sign_up.email', { lookup: 'repeated', normalise: 'email' })
  @Personal({ category: 'contact' })
  email!: Text<'sign_up.email'>;
  @Sealed('sign_up.form', {
    as: 'json',
    ...{ lookup: 'repeated', lookupAt: ['guardian.email'], normalise: 'email' },
  })
  @Personal({ ofOthers: { shown: 'you named your parent or guardian yourself' } })
  form!: Json<'sign_up.form', SignUpForm>;
  @Sealed('sign_up.password', { nullable: true })
  @Personal({ category: 'credential', withheld: 'a secret that protects the account' })
  passwordHash!: Secret<Text<'sign_up.password'>> | null;
  @Column('bytea') @Personal({ withheld: 'the hash of a secret sent by letter' }) tokenHash!: Secret<Buffer>;
  @Column('timestamptz') expiresAt!: Date;
}

/** What confirms, after an erasure, that a proof of consent belongs to an address someone names; it displays none. */
@Entity('reader_evidence')
@Index('reader_evidence_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'consent',
  onErasure: {
    keep: 'a keyed hash that confirms a claim made with the address and displays none',
    ground: '17(3)(e)',
  },
  exported: { no: 'a keyed hash of the address that the export shows in full' },
})
export class ReaderEvidence {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('timestamptz', { default: () => 'now()' }) recordedAt!: Default<Date>;
  /** `r ‖ HMAC-SHA256(r, normalised e-mail)`. */
  @Sealed('reader_evidence.address', { under: 'evidence', as: 'bytes' }) address!: Buffer;
}
