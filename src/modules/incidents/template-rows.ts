/** One row, or group of rows, of the EDPB's common template for notifications (v1.0). */
export interface TemplateRow {
  /** As the template numbers them, such as `48` or `44-47`. */
  rows: string;
  key: string;
  title: string;
  /** Null: to be determined. */
  value: string | null;
}

/** A row before it is filled. */
export interface RowKind {
  rows: string;
  key: string;
  title: string;
}

type Line = readonly [rows: string, key: string, title: string];

const lines: readonly Line[] = [
  ['3-7', 'notification', 'Type of notification'],
  ['12-13', 'controller', 'Controller'],
  ['29-36', 'contact', 'Data protection officer or other contact point (Art. 33(3)(b))'],
  ['38-41', 'processor', 'Other parties: the processor'],
  ['44-47', 'occurred', 'When the breach occurred'],
  ['48', 'aware', 'When the controller became aware'],
  ['49', 'lateness', 'Reasons for notifying later than 72 hours'],
  ['50-53', 'discovery', 'How and when the breach was discovered'],
  ['55-59', 'kind', 'Confidentiality, integrity, availability'],
  ['60', 'nature', 'Nature of the breach (Art. 33(3)(a))'],
  ['61', 'cause', 'Cause: internal or external, malicious or not'],
  ['63', 'systems', 'Systems hit, and where they are'],
  ['65', 'subjectCategories', 'Categories of people (Art. 33(3)(a))'],
  ['66-68', 'subjects', 'Number of people, exact or approximate (Art. 33(3)(a))'],
  ['70', 'dataTypes', 'Types of data (Art. 33(3)(a))'],
  ['71-73', 'records', 'Number of records, exact or approximate (Art. 33(3)(a))'],
  ['75-76', 'priorMeasures', 'Measures in place before the breach'],
  ['79-86', 'consequences', 'Likely consequences (Art. 33(3)(c))'],
  ['87', 'severity', 'Severity of the consequences'],
  ['89-90', 'risk', 'Outcome of the assessment of the risk'],
  ['92', 'measures', 'Measures taken or proposed (Art. 33(3)(d))'],
  ['94-95', 'preventive', 'Measures to prevent it from happening again'],
  ['97-106', 'communication', 'Communication to the people concerned (Art. 34)'],
  ['109-111', 'otherAuthorities', 'Police and other authorities informed'],
  ['113-118', 'crossBorder', 'People in other countries, and their authorities'],
  ['125', 'attachments', 'Attachments'],
];

/** The rows that Carrel knows, in the template's order. */
export const rowKinds: readonly RowKind[] = lines.map(([rows, key, title]) => ({ rows, key, title }));

/** Keys under which a person may answer; where Carrel holds the answer, its own stands. */
export const ANSWER_KEYS = rowKinds.map(({ key }) => key);

export type Answers = Readonly<Record<string, string | undefined>>;

/** Every row with what is known; what is not is to be determined. */
export function templateRows(known: Answers): TemplateRow[] {
  return rowKinds.map(({ rows, key, title }) => ({ rows, key, title, value: known[key]?.trim() || null }));
}

/** Keys of rows that are to be determined, which only an incomplete notification may have. */
export function undetermined(rows: readonly TemplateRow[]): string[] {
  return rows.filter(({ value }) => value === null).map(({ key }) => key);
}

/** What stands in a row that nobody could fill yet. */
export const TO_BE_DETERMINED = 'To be determined';

/** What the processor tells the controller (standard clauses (EU) 2021/915, clause 9.2). */
export const CONTROLLER_ROWS: readonly Line[] = [
  ['9.2(a)', 'nature', 'Nature of the breach'],
  ['9.2(a)', 'subjectCategories', 'Categories and approximate number of people concerned'],
  ['9.2(a)', 'records', 'Categories and approximate number of records concerned'],
  ['9.2(b)', 'contact', 'Where more can be asked'],
  ['9.2(c)', 'consequences', 'Likely consequences'],
  ['9.2(c)', 'measures', 'Measures taken or proposed'],
];

/** The rows of a notice to a controller. */
export function controllerRows(known: Answers): TemplateRow[] {
  return CONTROLLER_ROWS.map(([rows, key, title]) => ({
    rows,
    key,
    title,
    value: known[key]?.trim() || null,
  }));
}
