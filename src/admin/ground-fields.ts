import { invalid } from '../foundation/http/problem.js';
import type { GroundGiven } from '../modules/incidents/grounds/grounds.service.js';
import { itemsIn, momentIn } from './fields-read.js';

const GROUNDS = ['unintelligible', 'measures', 'disproportionate-effort'] as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The ground of Art. 34(3) as the form of a decision has it; what was left empty is left out. @throws 422 */
export function groundFrom(fields: Record<string, string>): GroundGiven {
  const { ground, measures, publicText, publicAddress, publishedAt } = fields;
  const isNamed = ground !== undefined && ground !== '' && ground !== 'none';
  const found = GROUNDS.find((one) => one === ground);
  if (isNamed && !found) throw invalid('/ground', `Choose none or one of ${GROUNDS.join(', ')}.`);
  return {
    ground: found,
    measures: idsIn(measures),
    publicText: publicText || undefined,
    publicAddress: publicAddress || undefined,
    publishedAt: publishedAt ? momentIn(publishedAt, 'publishedAt') : undefined,
  };
}

function idsIn(measures: string | undefined): string[] | undefined {
  const ids = itemsIn(measures);
  if (ids.length > 20 || ids.some((one) => !UUID.test(one)))
    throw invalid('/measures', 'Write at most 20 ids of measures, as they were given.');
  return ids.length ? ids : undefined;
}
