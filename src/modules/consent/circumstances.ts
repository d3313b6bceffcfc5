import type { Scope } from '../../foundation/database/scope.js';
import type { Rows } from '../../foundation/records/rows.js';
import type { LegalBasis } from '../../foundation/law/legal-bases.js';
import type { Circumstances } from './permission.js';

/** Whose permission, for which purpose, and optionally which text the reader was shown. */
export interface Asked {
  subjectId: string;
  purpose: string;
  version?: Buffer;
}

/** What is known, with the text shown: its language, or null when the purpose never had such a text. */
export interface Found extends Circumstances {
  shown: { language: string; isSuperseded: boolean } | null;
  consentVersion: Buffer | null;
  /** Whether the library brought the consent along from elsewhere. */
  isImported: boolean;
  /** For how many months a consent to the purpose is given, in which country's calendar. */
  period: { months: number | null; country: string };
}

interface Row {
  state: NonNullable<Circumstances['subject']>['state'] | null;
  age_rule: NonNullable<Circumstances['subject']>['ageRule'];
  kind: 'reader' | 'staff';
  is_unreachable: boolean;
  is_leaving: boolean;
  legal_basis: LegalBasis | null;
  consent_state: NonNullable<Circumstances['consent']>['state'] | null;
  consent_version: Buffer | null;
  is_imported: boolean | null;
  since: Date;
  consent_superseded: Date | null;
  valid_until: Date | null;
  confirmation: NonNullable<Circumstances['consent']>['confirmation'];
  objection_state: NonNullable<Circumstances['objection']>['state'] | null;
  objected_since: Date;
  validity_months: number | null;
  country: string;
  shown_language: string | null;
  shown_superseded: Date | null;
}

const QUESTION = `
  select u.state, u.age_rule, u.kind, u.address_unconfirmed and a.purpose = 'newsletter' as is_unreachable,
         u.leaving_at is not null and (p.legal_basis = 'consent' or p.direct_marketing) as is_leaving,
         p.legal_basis, c.state as consent_state, c.version as consent_version, c.is_imported, c.since,
         cv.superseded_at as consent_superseded, c.valid_until, c.confirmation,
         o.state as objection_state, case o.state when 'overridden' then o.decided_at else o.since end as objected_since,
         sv.language as shown_language, sv.superseded_at as shown_superseded, p.validity_months, d.country
  from unnest($2::uuid[], $3::text[], $4::bytea[]) with ordinality as a(subject, purpose, version, place)
  join library_directory d on d.id = $1
  left join subject u on u.library_id = $1 and u.id = a.subject
  left join purpose p on p.library_id = $1 and p.key = a.purpose
  left join consent c on c.library_id = $1 and c.subject_id = a.subject and c.purpose = a.purpose
  left join purpose_version cv on cv.library_id = $1 and cv.purpose = c.purpose and cv.version = c.version
  left join purpose_version sv on sv.library_id = $1 and sv.purpose = a.purpose and sv.version = a.version
       and sv.origin = 'published'
  left join objection o on o.library_id = $1 and o.subject_id = a.subject and o.purpose = a.purpose
    and o.ended_at is null
  order by a.place`;

/** Answers any number of questions of one library in one statement. */
export async function circumstances(scope: Scope, asked: Asked[]): Promise<Found[]> {
  const { rows } = await scope.tell<Row>({
    name: 'circumstances',
    text: QUESTION,
    values: valuesOf(scope.libraryId, asked),
  });
  return rows.map(foundIn);
}

/** The same inside a transaction that is under way. */
export async function circumstancesWithin(db: Rows, asked: Asked[]): Promise<Found[]> {
  const { rows } = await db.tell(QUESTION, valuesOf(db.me.libraryId, asked));
  return (rows as unknown as Row[]).map(foundIn);
}

function valuesOf(libraryId: string, asked: Asked[]): unknown[] {
  return [
    libraryId,
    asked.map((one) => one.subjectId),
    asked.map((one) => one.purpose),
    asked.map((one) => one.version ?? null),
  ];
}

function foundIn(row: Row): Found {
  const { state, age_rule: ageRule, kind, is_unreachable: isUnreachable, is_leaving: isLeaving, since } = row;
  return {
    subject: state && { state, ageRule, kind, isUnreachable, isLeaving },
    legalBasis: row.legal_basis,
    consent: row.consent_state && {
      state: row.consent_state,
      since,
      isSuperseded: row.consent_superseded !== null,
      validUntil: row.valid_until,
      confirmation: row.confirmation,
    },
    consentVersion: row.consent_version,
    isImported: row.is_imported ?? false,
    objection: row.objection_state && { state: row.objection_state, since: row.objected_since },
    period: { months: row.validity_months, country: row.country },
    shown:
      row.shown_language === null
        ? null
        : { language: row.shown_language, isSuperseded: row.shown_superseded !== null },
  };
}
