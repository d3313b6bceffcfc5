import { plainSpelling } from './csv-cells.js';

/** What a file of decisions must tell in each row, by the names that are written in its header. */
export const CONSENT_FIELDS = [
  'reader',
  'purpose',
  'decision',
  'decided_at',
  'text',
  'language',
  'method',
  'evidence',
] as const;
export type ConsentField = (typeof CONSENT_FIELDS)[number];

const spellings: Record<ConsentField, string> = {
  reader: 'reader readerid email mail emailaddress lector idlector correo correoelectronico',
  purpose: 'purpose finalidad',
  decision: 'decision',
  decided_at: 'decidedat decidedon date when fecha decididoel fechadedecision',
  text: 'text textshown words texto textomostrado',
  language: 'language lang idioma lengua',
  method: 'method how collectedby metodo como',
  evidence: 'evidence proof prueba evidencia',
};

const fieldOf = new Map<string, ConsentField>(
  CONSENT_FIELDS.flatMap((field) => spellings[field].split(' ').map((word) => [word, field] as const)),
);

/** Where in a row each part of a decision stands. */
export interface ConsentColumns {
  /** The cell of a field as it stands in the file. */
  cell(cells: readonly string[], field: ConsentField): string;
  missing: ConsentField[];
  /** Names of the columns that mean nothing to us, or repeat another. */
  ignored: string[];
  /** Cells that a row must have, and those that it may fill. */
  least: number;
  most: number;
}

/** Reads a header, whatever the case, accents and punctuation of its names. */
export function consentColumnsOf(header: readonly string[]): ConsentColumns {
  const positions = new Map<ConsentField, number>();
  const ignored: string[] = [];
  for (const [position, title] of header.entries()) {
    const field = fieldOf.get(plainSpelling(title));
    if (field && !positions.has(field)) positions.set(field, position);
    else if (title !== '') ignored.push(title);
  }
  return {
    cell: (cells, field) => cells[positions.get(field) ?? -1] ?? '',
    missing: CONSENT_FIELDS.filter((field) => !positions.has(field)),
    ignored,
    least: header.findLastIndex((title) => title !== '') + 1,
    most: header.length,
  };
}
