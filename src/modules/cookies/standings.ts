import type { Scope } from '../../foundation/database/scope.js';
import type { Choices } from './choice.entity.js';
import type { CataloguedTracker } from './notice-shape.js';

/** How a visitor's choice stands beside the notice that is current. */
export interface Standing {
  visitorId: string;
  readerId: string | null;
  version: string;
  choices: Choices;
  gpc: boolean;
  recordedAt: Date;
  askAgainAt: Date;
  textChanged: boolean;
  askAgain: boolean;
  catalogue: CataloguedTracker[];
}

interface Row {
  visitor_id: string | null;
  reader_id: string | null;
  version: Buffer;
  choices: Choices;
  gpc: boolean;
  since: Date;
  ask_again_at: Date;
  meant: Buffer | null;
  current: Buffer | null;
  meaning: Buffer | null;
  catalogue: CataloguedTracker[] | null;
}

const QUESTION = `
  select s.visitor_id, s.reader_id, s.version, s.choices, s.gpc, s.since, s.ask_again_at,
         v.meaning as meant, n.version as current, n.meaning, n.catalogue
  from unnest($2::uuid[]) with ordinality as a(visitor, place)
  left join cookie_standing s on s.library_id = $1 and s.visitor_id = a.visitor
  left join cookie_notice v on v.library_id = $1 and v.version = s.version
  left join cookie_notice n on n.library_id = $1 and n.replaced_at is null
  order by a.place`;

/** The choices of any number of visitors of one library in one statement; null for a visitor who never chose. */
export async function standings(
  scope: Scope,
  asked: { visitorId: string; now: Date }[],
): Promise<(Standing | null)[]> {
  const { rows } = await scope.tell<Row>({
    name: 'cookie_standings',
    text: QUESTION,
    values: [scope.libraryId, asked.map((one) => one.visitorId)],
  });
  return rows.map((row, i) => standingIn(row, asked[i]?.now ?? new Date(0)));
}

function standingIn(row: Row, now: Date): Standing | null {
  if (row.visitor_id === null) return null;
  const isSame = row.meant !== null && row.meaning !== null && row.meant.equals(row.meaning);
  return {
    visitorId: row.visitor_id,
    readerId: row.reader_id,
    version: row.version.toString('hex'),
    choices: row.choices,
    gpc: row.gpc,
    recordedAt: row.since,
    askAgainAt: row.ask_again_at,
    textChanged: row.current === null || !row.current.equals(row.version),
    askAgain: !isSame || now >= row.ask_again_at,
    catalogue: row.catalogue ?? [],
  };
}

/**
 * Whether a choice allows a tracker now. A signal of the browser (Sec-GPC) is newer than a choice that was made without
 * it, and never overrides one that was made with it.
 */
export function allows(standing: Standing | null, tracker: string, gpc: boolean): boolean {
  if (!standing || standing.askAgain || (gpc && !standing.gpc)) return false;
  const category = standing.catalogue.find((one) => one.name === tracker)?.category;
  return category !== undefined && standing.choices[category] === true;
}
