import type { Category, PurposeKey, Retention } from '../../foundation/data-map/vocabulary.js';
import { keptUntil, spoken } from '../../foundation/data-map/words.js';
import { supervisoryAuthority } from '../../foundation/law/countries.js';
import type { LegalBasis } from '../../foundation/law/legal-bases.js';
import type { Body } from '../../foundation/law/supervisory-authorities.js';
import { VERSION_HASH } from '../../foundation/law/text-version.js';
import type { Actor, Decision, Provenance, Surface } from './consent.entity.js';
import { RECEIPT_CONTEXT } from './receipt-context.js';

/** What the ledger holds of a decision: the payload of its entry, parsed. */
export interface DecisionPayload {
  v: number;
  kind: string;
  library: string;
  fact: {
    id: string;
    subjectId: string;
    purpose: PurposeKey;
    decision: Decision;
    version: string;
    language: string;
    surface: Surface;
    actor: Actor;
    recordedAt: string;
    /** When the notice was served that the decision answers; later payloads have it, as the two below. */
    servedAt?: string | null;
    /** When it was decided elsewhere, of a decision that the library brought along. */
    decidedAt?: string | null;
    validUntil?: string | null;
  };
}

/** What a receipt is made from: the decision as it was logged, the text that was shown, and who asked for what. */
export interface Receipted {
  /** Id of the ledger's entry. */
  entry: string;
  event: DecisionPayload;
  notice: { title: string; text: string };
  /** How a decision that was brought along was collected, as the library says. */
  provenance?: Provenance | null | undefined;
  purpose: {
    legalBasis: LegalBasis;
    categories: Category[];
    recipients: string[];
    retention: Retention;
  };
  library: {
    id: string;
    slug: string;
    country: string;
    region: string | null;
    body: Body;
    controller: { name: string; address: string; contact: string; dataProtectionOfficer: string };
  };
  /** Where the service is reached, without a slash at the end. */
  home: string;
}

export type ReceiptRecord = ReturnType<typeof receiptOf>;

const PROFILE = 'https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr';

const STATES: Record<Decision, string> = {
  given: 'dpv:ConsentGiven',
  refused: 'dpv:ConsentRefused',
  withdrawn: 'dpv:ConsentWithdrawn',
  expired: 'dpv:ConsentExpired',
  late: 'dpv:ConsentInvalidated',
  objected: 'carrel:Objected',
  'objection-withdrawn': 'carrel:ObjectionWithdrawn',
  'objection-upheld': 'carrel:ObjectionUpheld',
  'objection-overridden': 'carrel:ObjectionOverridden',
  'handed-over': 'carrel:HandedOver',
};

const BASES: Record<LegalBasis, string> = {
  consent: 'eu-gdpr:A6-1-a',
  contract: 'eu-gdpr:A6-1-b',
  'legal-obligation': 'eu-gdpr:A6-1-c',
  'vital-interests': 'eu-gdpr:A6-1-d',
  'public-task': 'eu-gdpr:A6-1-e',
  'legitimate-interests': 'eu-gdpr:A6-1-f',
};

/** Purposes and what is done for them, in the vocabulary's terms; what is not here is a purpose that is carried out. */
const PURPOSE_TYPES: Partial<Record<PurposeKey, string>> = {
  newsletter: 'dpv:DirectMarketing',
  'phone-calls': 'dpv:DirectMarketing',
  'text-messages': 'dpv:DirectMarketing',
  'reading-analytics': 'dpv:ServiceUsageAnalytics',
  recommendations: 'dpv:ProvidePersonalisedRecommendations',
  'service-messages': 'dpv:CommunicationManagement',
  'security-log': 'dpv:EnforceSecurity',
};
const METHODS: Partial<Record<PurposeKey, string[]>> = {
  'reading-analytics': ['dpv:Collect', 'dpv:Store', 'dpv:Analyse'],
  recommendations: ['dpv:Collect', 'dpv:Store', 'dpv:Profiling'],
};

/** What comes about as the service is used; the rest the data subject gives. */
const OBSERVED: readonly Category[] = ['usage', 'reading', 'communication'];

const RIGHTS = ['A7-3', 'A15', 'A16', 'A17', 'A18', 'A19', 'A20', 'A21', 'A77'].map(
  (one) => `eu-gdpr:${one}`,
);

/**
 * The record of a receipt: every field of ISO/IEC TS 27560:2023 that a library can fill, as JSON-LD. Storage locations
 * are the operator's and not known here.
 */
export function receiptOf(receipted: Receipted) {
  const { entry, event, notice } = receipted;
  const { id, subjectId, version, language } = event.fact;
  const isObjection = receipted.purpose.legalBasis !== 'consent';
  return {
    '@context': RECEIPT_CONTEXT,
    '@id': `urn:uuid:${entry}`,
    '@type': isObjection ? ['carrel:ObjectionReceipt'] : ['dpv:ConsentReceipt', 'dpv:ConsentRecord'],
    event,
    schema_version: PROFILE,
    receipt_id: entry,
    record_id: id,
    pii_principal_id: subjectId,
    pii_processing: {
      privacy_notice: { version, language, ...notice, hash: VERSION_HASH },
      language,
      purposes: [purposeOf(receipted)],
    },
    party_identification: partiesOf(receipted),
    events: [eventOf(event, isObjection)],
    ...(receipted.provenance ? { provenance: receipted.provenance } : {}),
  };
}

function purposeOf({ event, notice, purpose, library, home }: Receipted) {
  const { fact } = event;
  const { legalBasis, categories, recipients, retention } = purpose;
  const section = legalBasis === 'consent' ? 'opt-in' : 'objections';
  return {
    purpose: notice.title,
    purpose_type: PURPOSE_TYPES[fact.purpose] ?? 'dpv:Purpose',
    lawful_basis: BASES[legalBasis],
    pii_information: categories.map((category) => ({ pii_type: category })),
    pii_controllers: [`urn:uuid:${library.id}`],
    collection_method: sourcesOf(categories),
    processing_method: METHODS[fact.purpose] ?? ['dpv:Collect', 'dpv:Store', 'dpv:Use'],
    retention_period: {
      duration: `P${retention.months}M`,
      from: retention.from,
      text: keptUntil(retention, spoken(fact.language)),
    },
    recipient_third_parties: recipients,
    withdrawal_method: `${home}/l/${library.slug}/account#${section}`,
    privacy_rights: RIGHTS,
    jurisdiction: `loc:${library.country}`,
  };
}

function sourcesOf(categories: Category[]): string[] {
  const isObserved = (category: Category) => OBSERVED.includes(category);
  return [
    ...(categories.every(isObserved) ? [] : ['dpv:DataSubject']),
    ...(categories.some(isObserved) ? ['carrel:UseOfTheService'] : []),
  ];
}

function partiesOf({ library }: Receipted) {
  const { id, controller } = library;
  const { name, address, contact, dataProtectionOfficer } = controller;
  const authority = supervisoryAuthority(library);
  return [
    {
      party_id: `urn:uuid:${id}`,
      party_name: name,
      party_address: address,
      party_contact: contact,
      party_role: 'dpv:DataController',
    },
    {
      party_id: `urn:uuid:${id}#data-protection-officer`,
      party_contact: dataProtectionOfficer,
      party_role: 'dpv:DataProtectionOfficer',
    },
    ...(authority
      ? [{ party_id: authority.url, party_name: authority.name, party_role: 'dpv:DataProtectionAuthority' }]
      : []),
  ];
}

function eventOf({ fact }: DecisionPayload, isObjection: boolean) {
  const { subjectId, decision, surface, actor, recordedAt, servedAt, decidedAt, validUntil } = fact;
  const isPersons = actor === 'self' || actor === 'guardian';
  return {
    event_time: decidedAt ?? recordedAt,
    recorded_time: recordedAt,
    ...(servedAt ? { notice_time: servedAt } : {}),
    ...(validUntil
      ? { valid_until: validUntil, validity_duration: daysBetween(recordedAt, validUntil) }
      : {}),
    event_type: !isPersons ? 'administrative' : isObjection ? 'objection' : 'explicit',
    event_state: STATES[decision],
    entity_id: actor === 'self' ? subjectId : actor,
    actor,
    surface,
  };
}

function daysBetween(from: string, to: string): string {
  return `P${Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)}D`;
}
