import { codeMeaning } from '../../foundation/data-map/code-words.js';
import type { Language } from '../../foundation/data-map/words.js';
import {
  facts,
  heading,
  paragraph,
  type Part,
  type WrittenDocument,
} from '../../foundation/documents/written-document.js';
import type { ProofDocument } from '../../foundation/ledger/ledger.js';
import { legalBases, type LegalBasis } from '../../foundation/law/legal-bases.js';
import type { ReceiptRecord } from './receipt.js';
import { receiptWords } from './receipt-words.js';

/** A receipt as it is handed out, with where its log's public key is. */
export interface Receipt {
  document: ProofDocument<ReceiptRecord>;
  legalBasis: LegalBasis;
  keyAddress: string;
}

type Words = (typeof receiptWords)['en'];

/** A receipt for people: everything that its record says, in words. */
export function writtenReceipt(receipt: Receipt, language: Language): WrittenDocument {
  const words = receiptWords[language];
  const { record } = receipt.document;
  const { fact } = record.event;
  const { title } = record.pii_processing.privacy_notice;
  const [controller] = record.party_identification;
  const what = codeMeaning(fact.decision, language);
  return {
    title: words.title(title),
    language,
    lead: words.lead(controller?.party_name ?? '', instant(fact.recordedAt, language), what),
    parts: [
      ...decision(record, words, language),
      ...notice(record, words, language),
      ...processing(receipt, words, language),
      ...parties(record, words),
      heading(words.rights),
      paragraph(words.rightsText),
      ...proof(receipt, words, language),
    ].filter((part) => part.kind !== 'facts' || part.facts.length),
  };
}

function decision(
  { event: { fact }, pii_processing, provenance }: ReceiptRecord,
  words: Words,
  language: Language,
): Part[] {
  const { title, language: of } = pii_processing.privacy_notice;
  return [
    heading(words.decision),
    {
      kind: 'facts',
      facts: [
        { term: words.purpose, text: title, language: of },
        { term: words.what, text: codeMeaning(fact.decision, language) },
        { term: words.when, text: instant(fact.recordedAt, language) },
        { term: words.where, text: codeMeaning(fact.surface, language) },
        { term: words.who, text: words.actors[fact.actor] },
        { term: words.whom, text: fact.subjectId },
        { term: words.record, text: fact.id },
      ],
    },
    facts([
      [words.served, told(fact.servedAt, language)],
      [words.decided, told(fact.decidedAt, language)],
      [words.method, provenance?.method ?? ''],
      [words.evidence, provenance?.proof ?? ''],
      [words.until, told(fact.validUntil, language)],
    ]),
  ];
}

function notice({ pii_processing }: ReceiptRecord, words: Words, language: Language): Part[] {
  const { privacy_notice: shown } = pii_processing;
  return [
    heading(words.shown),
    paragraph(shown.title, shown.language),
    paragraph(shown.text, shown.language),
    facts([
      [
        words.language,
        new Intl.DisplayNames(language, { type: 'language' }).of(shown.language) ?? shown.language,
      ],
      [words.version, shown.version],
      [words.hash, shown.hash],
    ]),
  ];
}

function processing({ document, legalBasis }: Receipt, words: Words, language: Language): Part[] {
  const { article, text } = legalBases[legalBasis];
  const basis = legalBasis === 'consent' ? words.consent : text[language];
  return document.record.pii_processing.purposes.flatMap((purpose) => [
    heading(words.processing),
    facts([
      [words.basis, `${article}. ${basis}`],
      [words.data, purpose.pii_information.map(({ pii_type }) => words.categories[pii_type]).join(', ')],
      [words.recipients, purpose.recipient_third_parties.join(', ') || words.noRecipients],
      [words.kept, purpose.retention_period.text],
      [legalBasis === 'consent' ? words.withdrawal : words.withdrawalOfObjection, purpose.withdrawal_method],
      [
        words.jurisdiction,
        new Intl.DisplayNames(language, { type: 'region' }).of(purpose.jurisdiction.replace('loc:', '')) ??
          '',
      ],
    ]),
  ]);
}

function parties({ party_identification }: ReceiptRecord, words: Words): Part[] {
  return [
    heading(words.parties),
    facts(
      party_identification.map((party) => {
        const { party_id, party_name, party_address, party_contact, party_role } = party;
        const told = [party_name, party_address, party_contact ?? party_id];
        return [words.roles[party_role] ?? party_role, told.filter((one) => one !== undefined).join(', ')];
      }),
    ),
  ];
}

function proof({ document, keyAddress }: Receipt, words: Words, language: Language): Part[] {
  const { record, promise, proofs } = document;
  const [, origin = '', , signedAt = ''] = promise.split('\n');
  const [included] = proofs;
  const [, index] = /^index (\d+)$/m.exec(included ?? '') ?? [];
  const [, log = origin, size = '', root = ''] = /\n\n(.+)\n(\d+)\n(.+)\n/.exec(included ?? '') ?? [];
  return [
    heading(words.proof),
    paragraph(included === undefined ? words.promised : words.proved),
    facts([
      [words.log, log],
      [words.entry, record.entries.join()],
      [words.index, index ?? ''],
      [words.size, size],
      [words.root, root],
      [words.signed, instant(signedAt, language)],
      [words.key, keyAddress],
    ]),
    paragraph(words.verify),
  ];
}

function told(at: string | null | undefined, language: Language): string {
  return at ? instant(at, language) : '';
}

function instant(at: string, language: Language): string {
  const locale = language === 'en' ? 'en-GB' : language;
  const style = { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(locale, style).format(new Date(at))} UTC`;
}
