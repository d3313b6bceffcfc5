import fc from 'fast-check';
import { DECISIONS } from './consent.entity.js';
import { RECEIPT_CONTEXT } from './receipt-context.js';
import { receiptOf, type Receipted } from './receipt.js';
import { writtenReceipt } from './written-receipt.js';

const fact = {
  id: '019ac000-0000-7000-8000-000000000001',
  subjectId: '019ac000-0000-7000-8000-000000000002',
  purpose: 'newsletter',
  decision: 'given',
  version: 'ab'.repeat(32),
  language: 'es',
  surface: 'opt-in-section',
  actor: 'self',
  recordedAt: '2026-11-25T12:00:00.000Z',
} as const;

const receipted: Receipted = {
  entry: '3d7a5c1e-0000-4000-8000-000000000003',
  event: { v: 1, kind: 'consent', library: '019ac000-0000-7000-8000-000000000004', fact },
  notice: { title: 'Boletín', text: 'Le enviamos noticias.' },
  purpose: {
    legalBasis: 'consent',
    categories: ['contact'],
    recipients: ['Imprenta Sur'],
    retention: { months: 13, from: 'recorded' },
  },
  library: {
    id: '019ac000-0000-7000-8000-000000000004',
    slug: 'harbour',
    country: 'ES',
    region: null,
    body: 'private' as const,
    controller: {
      name: 'Biblioteca del Puerto',
      address: 'Muelle 1, Cádiz',
      contact: 'hola@puerto.example',
      dataProtectionOfficer: 'dpd@puerto.example',
    },
  },
  home: 'https://libraries.example',
};
const decided = (changes: Partial<typeof receipted.event.fact>): Receipted => ({
  ...receipted,
  event: { ...receipted.event, fact: { ...fact, ...changes } },
});

/** Every key of a value, but for those inside the event, which is JSON as it was logged. */
function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '@context' || key === 'event' ? [key] : [key, ...keysOf(inner)],
  );
}

it('has the fields of a consent record: header, processing, parties and events', () => {
  const receipt = receiptOf(receipted);

  expect(receipt).toMatchObject({
    '@type': ['dpv:ConsentReceipt', 'dpv:ConsentRecord'],
    receipt_id: receipted.entry,
    record_id: fact.id,
    pii_principal_id: fact.subjectId,
    event: receipted.event,
    events: [
      {
        event_time: fact.recordedAt,
        event_type: 'explicit',
        event_state: 'dpv:ConsentGiven',
        entity_id: fact.subjectId,
      },
    ],
  });
  expect(receipt.pii_processing).toEqual({
    privacy_notice: {
      version: fact.version,
      language: 'es',
      title: 'Boletín',
      text: 'Le enviamos noticias.',
      hash: expect.stringContaining('SHA-256'),
    },
    language: 'es',
    purposes: [
      {
        purpose: 'Boletín',
        purpose_type: 'dpv:DirectMarketing',
        lawful_basis: 'eu-gdpr:A6-1-a',
        pii_information: [{ pii_type: 'contact' }],
        pii_controllers: [`urn:uuid:${receipted.library.id}`],
        collection_method: ['dpv:DataSubject'],
        processing_method: ['dpv:Collect', 'dpv:Store', 'dpv:Use'],
        retention_period: { duration: 'P13M', from: 'recorded', text: '13 meses desde que se registró.' },
        recipient_third_parties: ['Imprenta Sur'],
        withdrawal_method: 'https://libraries.example/l/harbour/account#opt-in',
        privacy_rights: expect.arrayContaining(['eu-gdpr:A7-3', 'eu-gdpr:A15', 'eu-gdpr:A21']),
        jurisdiction: 'loc:ES',
      },
    ],
  });
  expect(receipt.party_identification.map(({ party_role }) => party_role)).toEqual([
    'dpv:DataController',
    'dpv:DataProtectionOfficer',
    'dpv:DataProtectionAuthority',
  ]);
  expect(receipt.party_identification[2]).toMatchObject({ party_name: expect.stringContaining('Agencia') });
});

it('is an objection’s where the purpose does not rest on consent, and leads to where it is taken back', () => {
  const purpose = { ...receipted.purpose, legalBasis: 'legitimate-interests' } as const;
  const receipt = receiptOf({ ...decided({ decision: 'objected', purpose: 'service-messages' }), purpose });

  expect(receipt['@type']).toEqual(['carrel:ObjectionReceipt']);
  expect(receipt.events[0]).toMatchObject({ event_type: 'objection', event_state: 'carrel:Objected' });
  expect(receipt.pii_processing.purposes[0]).toMatchObject({
    lawful_basis: 'eu-gdpr:A6-1-f',
    withdrawal_method: 'https://libraries.example/l/harbour/account#objections',
  });
});

it('names a guardian as the one who decided, and nobody by name', () => {
  expect(receiptOf(decided({ actor: 'guardian' })).events[0]).toMatchObject({
    entity_id: 'guardian',
    actor: 'guardian',
  });
});

it('tells when the text was served, until when it holds, and what was decided elsewhere', () => {
  const later = {
    servedAt: '2026-11-25T11:59:00.000Z',
    decidedAt: '2025-01-31T09:00:00.000Z',
    validUntil: '2026-12-05T12:00:00.000Z',
  };
  const provenance = { method: 'paper form', proof: 'folder 12' };
  const receipt = receiptOf({ ...decided({ ...later, surface: 'imported' }), provenance });

  expect(receipt.events[0]).toMatchObject({
    event_time: later.decidedAt,
    recorded_time: fact.recordedAt,
    notice_time: later.servedAt,
    valid_until: later.validUntil,
    validity_duration: 'P10D',
  });
  expect(receipt).toMatchObject({ provenance });
  expect(keysOf(receipt).filter((key) => !key.startsWith('@') && !(key in RECEIPT_CONTEXT))).toEqual([]);
});

it('names nobody as the one who decided where time passed', () => {
  expect(
    receiptOf(decided({ decision: 'expired', actor: 'time', surface: 'calendar' })).events[0],
  ).toMatchObject({
    event_type: 'administrative',
    event_state: 'dpv:ConsentExpired',
    entity_id: 'time',
  });
});

it('has a state of its own for each decision', () => {
  const states = DECISIONS.map((decision) => receiptOf(decided({ decision })).events[0]?.event_state);
  expect(new Set(states).size).toBe(DECISIONS.length);
});

it('says what was observed about the reader rather than given by them', () => {
  const purpose = { ...receipted.purpose, categories: ['usage', 'contact'] as const };
  const [asked] = receiptOf({ ...receipted, purpose: { ...purpose, categories: [...purpose.categories] } })
    .pii_processing.purposes;
  expect(asked?.collection_method).toEqual(['dpv:DataSubject', 'carrel:UseOfTheService']);
});

it('uses no word that its context does not explain, and fetches nothing to explain one', () => {
  const receipt = { entries: [receipted.entry], ...receiptOf(receipted) };
  const known = Object.keys(RECEIPT_CONTEXT);
  const isKeyword = (key: string) => key.startsWith('@');

  expect(keysOf(receipt).filter((key) => !isKeyword(key) && !known.includes(key))).toEqual([]);
  const prefixes = [
    ...JSON.stringify(receiptOf(receipted)).matchAll(/"((?:dpv|dct|pd|loc|eu-gdpr|carrel)):/g),
  ];
  expect(prefixes.map(([, prefix]) => prefix).filter((prefix) => !known.includes(prefix ?? ''))).toEqual([]);
  expect(typeof receipt['@context']).toBe('object');
});

it('states the logged payload as it is, whatever was shown', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.constantFrom(...DECISIONS), (title, text, decision) => {
      const given = decided({ decision });
      const receipt = receiptOf({ ...given, notice: { title, text } });
      expect(receipt.event).toEqual(given.event);
      expect(receipt.pii_processing.privacy_notice).toMatchObject({ title, text, version: fact.version });
    }),
  );
});

describe('for people', () => {
  const promise =
    'carrel-promise-v1\nhost/library/1\nZGlnZXN0\n2026-11-25T12:00:01.000Z\n\n— host/library/1 c2ln\n';
  const proof =
    'c2sp.org/tlog-proof@v1\nextra ZQ==\nindex 41\nYQ==\n\nhost/library/1\n57\ncm9vdA==\n\n— host/library/1 c2ln\n';
  const written = (proofs: string[], language: 'en' | 'es') => {
    const record = { entries: [receipted.entry], ...receiptOf(receipted) };
    const document = { format: 'carrel-proof/1', type: 'receipt', record, promise, proofs } as const;
    const keyAddress = 'https://libraries.example/api/v1/ledger/harbour/key';
    return writtenReceipt({ document: { ...document, proofs }, legalBasis: 'consent', keyAddress }, language);
  };

  it('says everything that the record says, in their language, with the text in its own', () => {
    const spanish = written([proof], 'es');
    const all = JSON.stringify(spanish);
    for (const words of [
      'Boletín',
      'Le enviamos noticias.',
      'dijo que sí',
      '25 de noviembre de 2026',
      'cómo contactarle',
      'solo se hace mientras usted diga que sí',
      'Biblioteca del Puerto, Muelle 1, Cádiz, hola@puerto.example',
      'Imprenta Sur',
      'Biblioteca del Puerto',
      'dpd@puerto.example',
      'España',
      fact.version,
      fact.id,
      receipted.entry,
    ])
      expect(all).toContain(words);
    expect(written([proof], 'en').parts).toContainEqual({
      kind: 'paragraph',
      text: 'Le enviamos noticias.',
      language: 'es',
    });
  });

  it('shows number, size and root once the entry is in the log, and says that it is promised until then', () => {
    const proved = JSON.stringify(written([proof], 'en'));
    for (const words of ['"41"', '"57"', '"cm9vdA=="', 'The entry stands in'])
      expect(proved).toContain(words);
    const promised = JSON.stringify(written([], 'en'));
    expect(promised).toContain('within two seconds');
    expect(promised).not.toContain('Number in the log');
  });
});
