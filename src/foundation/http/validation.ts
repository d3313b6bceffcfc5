import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { Problem, type FieldProblem } from './problem.js';

/** Unknown fields and wrong types are a 422 that points at each field and says what to do. */
export function validation(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => {
      const problems = errors.flatMap((error) => pointersOf(error, ''));
      return new Problem(
        422,
        'invalid',
        'Some fields are not right. Each is listed with what to do.',
        problems,
      );
    },
  });
}

function pointersOf(error: ValidationError, above: string): FieldProblem[] {
  const pointer = `${above}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    pointer,
    detail: sentence(rule, message, error.property),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => pointersOf(child, pointer))];
}

function sentence(rule: string, message: string, property: string): string {
  if (rule === 'whitelistValidation')
    return `There is no field "${property.slice(0, 80)}" here. Leave it out.`;
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
}
