import { ValidationError, type ActionContext, type ActionRequest } from 'adminjs';
import { notFound, Problem } from '../foundation/http/problem.js';
import { validation } from '../foundation/http/validation.js';
import { idOf, resourceOf, shown } from './asked.js';
import { staffIn } from './current-admin.js';
import type { Section } from './section.js';

/** Adds a row from AdminJS's form. */
export async function create({ method, payload = {} }: ActionRequest, _: unknown, context: ActionContext) {
  if (method !== 'post') throw notFound();
  const resource = resourceOf(context);
  const { section } = resource;
  const values = resource.editable(payload);
  const made = await pointed(async () => section.create?.(staffIn(context), await checked(section, values)));
  return {
    redirectUrl: context.h.resourceUrl({ resourceId: section.id }),
    notice: { message: 'successfullyCreated', type: 'success' as const },
    record: resource.record({ id: made ?? '', ...values }).toJSON(context.currentAdmin),
  };
}

/** Shows AdminJS's form of a row, or changes the row by it. */
export async function change(request: ActionRequest, _: unknown, context: ActionContext) {
  if (request.method !== 'post') return shown(context);
  const resource = resourceOf(context);
  const { section } = resource;
  const id = idOf(request);
  await pointed(async () => {
    const values = await checked(section, resource.editable(request.payload ?? {}));
    await section.change?.(staffIn(context), id, values);
  });
  return {
    redirectUrl: context.h.recordActionUrl({ resourceId: section.id, recordId: id, actionName: 'show' }),
    notice: { message: 'successfullyUpdated', type: 'success' as const },
    record: resource.record(await section.get(staffIn(context), id)).toJSON(context.currentAdmin),
  };
}

/** Removes a row. */
export async function remove(request: ActionRequest, _: unknown, context: ActionContext) {
  if (request.method !== 'post') throw notFound();
  const { section } = resourceOf(context);
  await section.remove?.(staffIn(context), idOf(request));
  return {
    ...shown(context),
    redirectUrl: context.h.resourceUrl({ resourceId: section.id }),
    notice: { message: 'successfullyDeleted', type: 'success' as const },
  };
}

/** The values in the shape of the section's form; an empty text that may be absent is absent. @throws 422 */
async function checked({ form }: Section, values: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (!form) return values;
  return (await validation().transform(values, { type: 'body', metatype: form })) as Record<string, unknown>;
}

/** What the services refuse with a pointer is shown beside its field; everything else keeps its status. */
async function pointed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || !error.errors.length) throw error;
    const errors = error.errors.map(({ pointer, detail }) => [
      pointer.split('/')[1] ?? '',
      { message: detail },
    ]);
    throw new ValidationError(Object.fromEntries(errors) as ValidationError['propertyErrors'], {
      message: error.detail,
    });
  }
}
