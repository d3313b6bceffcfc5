import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { Problem } from '../foundation/http/problem.js';
import type { Errors } from './parts.js';
import type { Texts } from './texts/shape.js';
import { wordOf } from './texts/texts.js';
import type { Form } from './visit.js';

/** Reads a form's fields as its class wants them. What is wrong is told in the page's language, in the form's order. */
export async function read<T extends object>(
  of: new () => T,
  form: Form,
  t: Texts,
): Promise<{ given: T; errors: Errors }> {
  const given = plainToInstance(of, form);
  const faults = await validate(given, { whitelist: true });
  const wrong = new Set(faults.map((fault) => fault.property));
  const entries = [...wrong].map((name) => [name, wordOf(t.errors, name) ?? name] as const);
  return { given, errors: Object.fromEntries(entries) };
}

/**
 * What a service found wrong, beside the fields that it points at: `/guardian/email` is the field `guardianEmail`. What
 * it points at nowhere stands beside `otherwise`.
 */
export function errorsOf(problem: Problem, t: Texts, otherwise: string): Errors {
  const pointers = problem.errors.length ? problem.errors : [{ pointer: '', detail: problem.detail }];
  return Object.fromEntries(
    pointers.map(({ pointer, detail }) => {
      const name = fieldOf(pointer) || otherwise;
      const known = wordOf(t.errors, problem.type) ?? wordOf(t.problems, problem.type);
      return [name, known ?? wordOf(t.errors, name) ?? detail] as const;
    }),
  );
}

function fieldOf(pointer: string): string {
  const [first = '', ...rest] = pointer.split('/').filter(Boolean);
  return first + rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}
