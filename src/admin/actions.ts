import type { Action, ActionContext, ActionRequest, RecordActionResponse } from 'adminjs';
import { ValidationError } from 'adminjs';
import { invalid, notFound, Problem } from '../foundation/http/problem.js';
import { validation } from '../foundation/http/validation.js';
import { staffIn } from './current-admin.js';
import type { ListQuery, RecordAction, Section } from './section.js';
import type { SectionResource } from './section-resource.js';

type Actions = Record<string, Partial<Action<never>>>;

const PER_PAGE = 20;
const MOST_PAGES = 50;

/** Names of the actions that a section offers, by kind; what is not here is not there. */
export function offered(section: Section) {
  const own = Object.entries(section.actions ?? {});
  return {
    resource: ['list', ...(section.create ? ['new'] : []), ...(section.find ? ['find'] : [])],
    record: [
      'show',
      ...(section.change ? ['edit'] : []),
      ...(section.remove ? ['delete'] : []),
      ...own.map(([name]) => name),
    ],
    posted: [
      'new',
      'find',
      'edit',
      'delete',
      ...own.filter(([, action]) => action.perform).map(([name]) => name),
    ],
    /** Without a form of their own. */
    onlyPosted: [
      'new',
      'find',
      'delete',
      ...own.filter(([, action]) => action.isHidden).map(([name]) => name),
    ],
  };
}

/** The actions of a section as options of AdminJS, every built-in one written anew or switched off. */
export function actionsOf(section: Section): Actions {
  const off = { isAccessible: false, isVisible: false };
  const actions: Record<string, unknown> = {
    list: {
      handler: list,
      showFilter: !section.hidesFilter && section.fields.some((field) => field.in.includes('filter')),
    },
    show: section.showing
      ? { handler: ownAction(section.showing), component: section.showing.component }
      : { handler: show },
    search: off,
    bulkDelete: off,
    new: section.create ? { handler: create } : off,
    edit: section.change ? { handler: change } : off,
    delete: section.remove ? { handler: remove } : off,
  };
  if (section.find)
    actions.find = {
      actionType: 'resource',
      icon: 'Search',
      variant: 'primary',
      component: 'Find',
      handler: find,
    };
  for (const [name, action] of Object.entries(section.actions ?? {}))
    actions[name] = {
      actionType: 'record',
      icon: action.icon,
      component: action.component,
      ...(action.isHidden ? { isVisible: false } : {}),
      variant: action.isDangerous ? 'danger' : 'default',
      handler: ownAction(action),
    };
  return actions as Actions;
}

/** One page. The count that AdminJS wants is what is known: what was shown, and one more where there is more. */
async function list({ query = {} }: ActionRequest, _: unknown, context: ActionContext) {
  const resource = resourceOf(context);
  const page = Math.min(Math.max(Math.trunc(Number(query.page)) || 1, 1), MOST_PAGES);
  const skip = (page - 1) * PER_PAGE;
  const asked: ListQuery = { filters: filtersOf(resource, query), skip, limit: PER_PAGE };
  const { items, next } = await resource.section.list(staffIn(context), asked);
  const records = items.map((item) => resource.record(item).toJSON(context.currentAdmin));
  return { meta: { total: skip + items.length + (next ? 1 : 0), perPage: PER_PAGE, page }, records };
}

/** Declared filters only, as texts; whatever else the address says is not asked. */
function filtersOf({ fields }: SectionResource, query: Record<string, unknown>): Record<string, string> {
  const known = fields.filter((field) => field.in.includes('filter')).map(({ name }) => name);
  return Object.fromEntries(
    known.flatMap((name) => {
      const value = query[`filters.${name}`];
      return typeof value === 'string' && value !== '' ? [[name, value.slice(0, 500)]] : [];
    }),
  );
}

async function show(_: ActionRequest, __: unknown, context: ActionContext): Promise<RecordActionResponse> {
  return Promise.resolve(shown(context));
}

async function create({ method, payload = {} }: ActionRequest, _: unknown, context: ActionContext) {
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

async function find({ payload = {} }: ActionRequest, _: unknown, context: ActionContext) {
  const { section } = resourceOf(context);
  const id = await section.find?.(staffIn(context), textsOf(payload).typed ?? '');
  if (!id) throw invalid('/typed', 'Nobody here has this address. Type it exactly as the reader gave it.');
  return { told: { id } };
}

async function change(request: ActionRequest, _: unknown, context: ActionContext) {
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

async function remove(request: ActionRequest, _: unknown, context: ActionContext) {
  if (request.method !== 'post') throw notFound();
  const { section } = resourceOf(context);
  await section.remove?.(staffIn(context), idOf(request));
  return {
    ...shown(context),
    redirectUrl: context.h.resourceUrl({ resourceId: section.id }),
    notice: { message: 'successfullyDeleted', type: 'success' as const },
  };
}

function ownAction({ prepare, perform }: Pick<RecordAction, 'prepare' | 'perform'>) {
  return async (request: ActionRequest, _: unknown, context: ActionContext) => {
    const id = idOf(request);
    const me = staffIn(context);
    if (request.method !== 'post' || !perform) {
      const answer = shown(context);
      const more = prepare ? await prepare(me, id, textsOf(request.query ?? {})) : {};
      return { ...answer, record: { ...answer.record, params: { ...answer.record.params, ...more } } };
    }
    const { message, told = {} } = await perform(me, id, textsOf(request.payload ?? {}));
    return { ...shown(context), told, notice: { message, type: 'success' as const } };
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

function shown({ record, currentAdmin }: ActionContext): RecordActionResponse {
  if (!record) throw notFound();
  return { record: record.toJSON(currentAdmin) };
}

function idOf({ params }: ActionRequest): string {
  if (!params.recordId) throw notFound();
  return params.recordId;
}

function resourceOf({ resource }: ActionContext): SectionResource {
  return resource as unknown as SectionResource;
}

function textsOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
