import type { ActionContext, ActionRequest, RecordActionResponse } from 'adminjs';
import { notFound } from '../foundation/http/problem.js';
import type { SectionResource } from './section-resource.js';

/** The row that an action was asked for, as AdminJS answers it. @throws 404 */
export function shown({ record, currentAdmin }: ActionContext): RecordActionResponse {
  if (!record) throw notFound();
  return { record: record.toJSON(currentAdmin) };
}

/** The id in the address. @throws 404 */
export function idOf({ params }: ActionRequest): string {
  if (!params.recordId) throw notFound();
  return params.recordId;
}

/** The section's resource of an action. */
export function resourceOf({ resource }: ActionContext): SectionResource {
  return resource as unknown as SectionResource;
}

/** The texts among what was sent; nothing else is taken. */
export function textsOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
