import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { NotPersonal, Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Secret, Text } from '../../foundation/data-map/shapes.js';

/** An OpenID Connect provider whose identities a library lets in. */
@Entity('social_provider')
@Unique(['libraryId', 'key'])
@NotPersonal('identity providers, which are organisations')
export class SocialProvider {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** What routes call it, such as `example`. */
  @Column('text') key!: string;
  @Column('text') name!: string;
  @Column('text') issuer!: string;
  @Column('text') clientId!: string;
  @Sealed('social_provider.client_secret', { under: 'content', nullable: true })
  @Personal({ withheld: 'a secret between the library and the provider' })
  clientSecret!: Secret<Text<'social_provider.client_secret'>> | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
}

/** An identity at a provider by which a reader signs in. Linked by the reader, never by a matching address. */
@Entity('social_login')
@Unique(['libraryId', 'subjectId', 'provider'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'credential',
  onErasure: 'delete',
  source: 'identity-provider',
  rectify: 'DELETE /me/social-logins/:provider',
})
export class SocialLogin {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('text') @Personal({ plain: 'the key of a provider' }) provider!: string;
  /** `issuer|sub`: a subject is unique at its issuer only (OpenID Connect Core, 2). */
  @Sealed('social_login.identity', { lookup: 'unique' })
  @Personal({ rectify: 'DELETE /me/social-logins/:provider', rectifyBy: 'confirmed' })
  identity!: Text<'social_login.identity'>;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
  @Column('timestamptz', { nullable: true }) lastUsedAt!: Date | null;
}

/** What has to be remembered between the steps of one sign-in at a provider. */
export interface SocialAttemptContent {
  provider: string;
  /** Of a sign-in that has begun. */
  nonce?: string;
  verifier?: string;
  /** SHA-256 of a secret of the page that began; only who shows that secret may use the code. */
  challenge?: string;
  /** The token of the sign-up that this sign-in is to confirm, on the pages. */
  confirming?: string;
  /** Of one that the provider has answered. */
  identity?: string;
}

/**
 * One sign-in at a provider, between two of its steps: `begun` until the provider answers, `answered` until its one-time
 * code is used, `unknown` while a person without an account fills in the form. Its token works once, for minutes.
 */
@Entity('social_attempt')
@Check('social_attempt_stage', "stage in ('begun', 'answered', 'unknown')")
@Index('social_attempt_token', ['libraryId', 'tokenHash'], { unique: true })
@Index('social_attempt_expires_at', ['libraryId', 'expiresAt'])
@Index('social_attempt_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'credential',
  onErasure: 'delete',
  source: 'identity-provider',
  exported: { no: 'an unfinished sign-in that vanishes within the hour' },
})
export class SocialAttempt {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The reader who links the identity; null for whoever signs in, who is nobody yet. */
  @Column('uuid', { nullable: true }) subjectId!: string | null;
  @Column('text') stage!: 'begun' | 'answered' | 'unknown';
  @Column('bytea') @Personal({ withheld: 'the hash of a secret' }) tokenHash!: Secret<Buffer>;
  @Sealed('social_attempt.content', { under: 'content', as: 'json' })
  @Personal({ withheld: 'secrets of an unfinished sign-in' })
  content!: Secret<Json<'social_attempt.content', SocialAttemptContent>>;
  @Column('timestamptz') expiresAt!: Date;
}
