import type { Action, ActionContext, ActionRequest, RecordActionResponse } from 'adminjs';
import type { Staff } from '../foundation/access/signed-in.js';
import { invalid } from '../foundation/http/problem.js';
import { idOf, resourceOf, shown, textsOf } from './asked.js';
import { addressIn, renew, staffIn } from './current-admin.js';
import { change, create, remove } from './forms.js';
import { isFor, type ListQuery, type RecordAction, type Section } from './section.js';
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
      ? {
          handler: ownAction(section.showing),
          component: section.showing.component,
          showResourceActions: false,
        }
      : { handler: show, showResourceActions: false },
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
      showResourceActions: false,
      ...(action.isHidden ? { isVisible: false } : {}),
      variant: action.isDangerous ? 'danger' : 'default',
      handler: ownAction(action),
    };
  // What somebody has no section of is not in the menu either.
  const isAccessible = ({ currentAdmin }: ActionContext) =>
    isFor(section, currentAdmin?.title as Staff['role']);
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [
      name,
      action === off ? off : { isAccessible, ...(action as object) },
    ]),
  );
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

async function find({ payload = {} }: ActionRequest, _: unknown, context: ActionContext) {
  const { section } = resourceOf(context);
  const id = await section.find?.(staffIn(context), textsOf(payload).typed ?? '');
  if (!id) throw invalid('/typed', 'Nobody here has this address. Type it exactly as the reader gave it.');
  return { told: { id } };
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
    const fields = textsOf(request.payload ?? {});
    const { message, told = {}, renewed } = await perform(me, id, fields, addressIn(context));
    if (renewed) renew(context, renewed);
    return { ...shown(context), told, notice: { message, type: 'success' as const } };
  };
}
