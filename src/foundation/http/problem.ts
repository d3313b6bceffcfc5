import { HttpException } from '@nestjs/common';

/** One field that is wrong: where it is (RFC 6901) and what to do about it. */
export interface FieldProblem {
  pointer: string;
  detail: string;
}

/** An answer of RFC 9457: a stable type, and a sentence that says what to do. */
export class Problem extends HttpException {
  constructor(
    status: number,
    readonly type: string,
    readonly detail: string,
    readonly errors: FieldProblem[] = [],
    readonly extra: Record<string, unknown> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(detail, status);
  }
}

/** 404, the same for what is not there, another reader's and another library's. */
export const notFound = () =>
  new Problem(404, 'not-found', 'There is nothing at this address. Check the id and the library.');

/** 422 for one field. */
export const invalid = (pointer: string, detail: string) =>
  new Problem(422, 'invalid', detail, [{ pointer, detail }]);

export const signInFirst = () =>
  new Problem(
    401,
    'sign-in-first',
    'Sign in and send the access token as "Authorization: Bearer …".',
    [],
    {},
    { 'www-authenticate': 'Bearer' },
  );

export const forbidden = (detail: string) => new Problem(403, 'forbidden', detail);

export const conflict = (type: string, detail: string, extra: Record<string, unknown> = {}) =>
  new Problem(409, type, detail, [], extra);
