/** A document that people read, apart from its form: the same parts become a page and a PDF. */
export interface WrittenDocument {
  title: string;
  /** As BCP 47 writes it, such as `en`. */
  language: string;
  lead: string;
  parts: Part[];
}

/** A part of a document, in the order of reading. */
export type Part =
  | { kind: 'heading'; text: string }
  | ({ kind: 'paragraph' } & Words)
  | { kind: 'facts'; facts: Fact[] }
  | { kind: 'table'; columns: string[]; rows: string[][] };

/** A text, with its language where it is another than the document's. */
export interface Words {
  text: string;
  language?: string;
}

/** Something and what it is. */
export interface Fact extends Words {
  term: string;
}

export const heading = (text: string): Part => ({ kind: 'heading', text });
export const paragraph = (text: string, language?: string): Part =>
  language === undefined ? { kind: 'paragraph', text } : { kind: 'paragraph', text, language };
export const table = (columns: string[], rows: string[][]): Part => ({ kind: 'table', columns, rows });

/** Facts as pairs; those without a text are left out. */
export const facts = (pairs: (readonly [term: string, text: string])[]): Part => ({
  kind: 'facts',
  facts: pairs.filter(([, text]) => text !== '').map(([term, text]) => ({ term, text })),
});
