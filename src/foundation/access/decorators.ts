import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiSecurity } from '@nestjs/swagger';
import { isLibraryId } from '../database/scope.js';
import { notFound } from '../http/problem.js';
import type { Scope } from './api-key.entity.js';
import type { SignedIn } from './signed-in.js';

type StaffRole = 'owner' | 'librarian' | 'security-officer';

/** Who may call a route; without it nobody may. */
export type Callers =
  { public: true } | { reader?: true; staff?: StaffRole[]; apiKey?: Scope; beforeSecondFactor?: true };

export const CALLERS = 'carrel:callers';

/** Opens a route to anyone. */
export const Public = () => SetMetadata<string, Callers>(CALLERS, { public: true });

/** Opens a route to a signed-in reader of the library. */
export const ForReaders = () =>
  applyDecorators(SetMetadata<string, Callers>(CALLERS, { reader: true }), ApiBearerAuth('reader'));

/** Opens a route to the library's owner and to its systems, with a key that has the scope. */
export const ForLibrary = (scope: Scope, staff: ('owner' | 'librarian')[] = ['owner', 'librarian']) =>
  applyDecorators(
    SetMetadata<string, Callers>(CALLERS, { staff, apiKey: scope }),
    ApiSecurity('apiKey'),
    ApiBearerAuth('staff'),
  );

/** Opens a route to staff of these roles. `beforeSecondFactor` admits those who have yet to enrol one. */
export const ForStaff = (staff: StaffRole[], { beforeSecondFactor = false } = {}) =>
  applyDecorators(
    SetMetadata<string, Callers>(CALLERS, {
      staff,
      ...(beforeSecondFactor ? { beforeSecondFactor: true } : {}),
    }),
    ApiBearerAuth('staff'),
  );

interface WithMe {
  me?: SignedIn;
}

/** Who asks, as the guard established it. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const { me } = context.switchToHttp().getRequest<WithMe>();
  if (!me) throw new Error('This route is public: nobody is signed in.');
  return me;
});

const idOf = (name: string) =>
  createParamDecorator((_: unknown, context: ExecutionContext): string => {
    const { params } = context.switchToHttp().getRequest<{ params: Record<string, string | undefined> }>();
    const id = params[name]?.toLowerCase() ?? '';
    if (!isLibraryId(id)) throw notFound();
    return id;
  })();

/** An id in the path; what is no id is a 404, as an id that nobody has. */
export const Id =
  (name = 'id'): ParameterDecorator =>
  (target, method, index) => {
    idOf(name)(target, method, index);
    const route = method === undefined ? undefined : Object.getOwnPropertyDescriptor(target, method);
    if (method !== undefined && route)
      ApiParam({ name, schema: { type: 'string', format: 'uuid' } })(target, method, route);
  };
