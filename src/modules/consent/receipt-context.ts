import type { Category } from '../../foundation/data-map/vocabulary.js';

const iri = (id: string) => ({ '@id': id, '@type': '@id' });
const instant = (id: string) => ({ '@id': id, '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' });

/** Categories of the data map that the vocabulary of personal data has a term for. */
const PII_TYPES: Partial<Record<Category, string>> = {
  identity: 'pd:Identifying',
  contact: 'pd:Contact',
  credential: 'pd:Authenticating',
  communication: 'pd:Communication',
  usage: 'pd:Behavioral',
};

/**
 * What the words of a receipt mean (JSON-LD 1.1): fields of ISO/IEC TS 27560:2023 as the Data Privacy Vocabulary names
 * them, and `carrel:` for what it lacks. It stands in the receipt, so that nothing has to be fetched to read it.
 */
export const RECEIPT_CONTEXT = {
  '@version': 1.1,
  carrel: 'urn:carrel:terms#',
  dct: 'http://purl.org/dc/terms/',
  dpv: 'https://w3id.org/dpv#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  loc: 'https://w3id.org/dpv/loc#',
  pd: 'https://w3id.org/dpv/pd#',
  entries: 'carrel:entries',
  event: { '@id': 'carrel:event', '@type': '@json' },
  schema_version: iri('dct:conformsTo'),
  record_id: 'dct:identifier',
  receipt_id: 'dpv:hasIdentifier',
  pii_principal_id: 'dpv:hasDataSubject',
  pii_processing: 'dpv:hasProcess',
  privacy_notice: 'dpv:hasNotice',
  version: 'dct:hasVersion',
  language: 'dct:language',
  title: 'dct:title',
  text: 'dct:description',
  hash: 'carrel:hash',
  purposes: { '@id': 'dpv:hasProcess', '@container': '@set' },
  purpose: 'dpv:hasPurpose',
  purpose_type: iri('dct:type'),
  lawful_basis: iri('dpv:hasLegalBasis'),
  pii_information: { '@id': 'dpv:hasPersonalData', '@container': '@set' },
  pii_type: {
    '@id': 'dct:type',
    '@type': '@vocab',
    '@context': { '@vocab': 'urn:carrel:terms#', ...PII_TYPES },
  },
  pii_controllers: { ...iri('dpv:hasDataController'), '@container': '@set' },
  collection_method: { ...iri('dpv:hasDataSource'), '@container': '@set' },
  processing_method: { ...iri('dpv:hasProcessing'), '@container': '@set' },
  retention_period: 'dpv:hasStorageCondition',
  duration: 'dpv:hasDuration',
  from: 'carrel:countedFrom',
  recipient_third_parties: { '@id': 'dpv:hasRecipient', '@container': '@set' },
  withdrawal_method: iri('dpv:hasConsentControl'),
  privacy_rights: { ...iri('dpv:hasRight'), '@container': '@set' },
  jurisdiction: iri('dpv:hasJurisdiction'),
  party_identification: { '@id': 'dpv:hasEntity', '@container': '@set' },
  party_id: '@id',
  party_name: 'dpv:hasName',
  party_address: 'dpv:hasAddress',
  party_contact: 'dpv:hasContact',
  party_role: '@type',
  events: { '@id': 'carrel:events', '@container': '@list' },
  event_time: instant('dpv:isIndicatedAtTime'),
  recorded_time: instant('dct:created'),
  notice_time: instant('dct:issued'),
  valid_until: instant('dct:valid'),
  validity_duration: 'dpv:hasDuration',
  provenance: 'dct:provenance',
  method: 'carrel:method',
  proof: 'carrel:proof',
  event_type: {
    '@id': 'dct:type',
    '@type': '@vocab',
    '@context': {
      explicit: 'dpv:ExplicitlyExpressedConsent',
      objection: 'carrel:Objection',
      administrative: 'carrel:Administrative',
    },
  },
  event_state: iri('dpv:hasConsentStatus'),
  entity_id: 'dpv:isIndicatedBy',
  actor: 'carrel:actor',
  surface: 'dpv:hasIndicationMethod',
} as const;
