import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { isEmailAddress } from './email-address.js';
import { plainDate } from '../law/plain-date.js';

interface Common {
  description?: string;
  optional?: boolean;
}

/** A field that may be absent. Null is no absence: it is refused like any other value that does not fit. */
export const MayBeLeftOut = () => ValidateIf((_, value) => value !== undefined);

function field(
  schema: Record<string, unknown>,
  { description, optional }: Common,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const api = { ...schema, ...(description ? { description } : {}) };
  return applyDecorators(
    optional ? ApiPropertyOptional(api) : ApiProperty(api),
    ...(optional ? [MayBeLeftOut()] : []),
    ...rules,
  );
}

const rule = (name: string, test: (value: unknown) => boolean, message: string) =>
  ValidateBy({ name, validator: { validate: test, defaultMessage: () => message } });

/** A text of one line. */
export const Line = (options: Common & { min?: number; max?: number } = {}) => {
  const { min = 1, max = 200 } = options;
  return field(
    { type: 'string', minLength: min, maxLength: max },
    options,
    IsString({ message: 'write a text' }),
    Length(min, max, { message: `write ${min} to ${max} characters` }),
    Matches(/^[^\r\n]*$/, { message: 'write it on one line' }),
    rule(
      'notBlank',
      (value) => min === 0 || (typeof value === 'string' && value.trim() !== ''),
      'write something visible',
    ),
  );
};

/** A text of any number of lines. */
export const Paragraphs = (options: Common & { min?: number; max?: number } = {}) => {
  const { min = 1, max = 20_000 } = options;
  const length = Length(min, max, { message: `write ${min} to ${max} characters` });
  const visible = rule(
    'notBlank',
    (value) => min === 0 || (typeof value === 'string' && value.trim() !== ''),
    'write something visible',
  );
  return field(
    { type: 'string', minLength: min, maxLength: max },
    options,
    IsString({ message: 'write a text' }),
    length,
    visible,
  );
};

/** A list of texts of one line each. */
export const Lines = (options: Common & { most: number; max: number }) => {
  const { most, max } = options;
  const isLine = (one: unknown) =>
    typeof one === 'string' && one.trim() !== '' && one.length <= max && !/[\r\n]/.test(one);
  return field(
    { type: 'array', items: { type: 'string', minLength: 1, maxLength: max }, maxItems: most },
    options,
    rule(
      'lines',
      (value) => Array.isArray(value) && value.length <= most && value.every(isLine),
      `write a list of at most ${most} texts, each on one line of 1 to ${max} characters`,
    ),
  );
};

/** A name of a person, in any script. */
export const PersonName = (options: Common = {}) =>
  Line({ description: 'A name in any script.', max: 200, ...options });

export const Email = (options: Common = {}) =>
  field(
    { type: 'string', format: 'email', maxLength: 254 },
    options,
    rule(
      'email',
      (value) => typeof value === 'string' && isEmailAddress(value),
      'write an e-mail address such as name@example.org',
    ),
  );

export const NewPassword = (options: Common = {}) =>
  field(
    { type: 'string', minLength: 10, maxLength: 200 },
    options,
    IsString({ message: 'write a password' }),
    Length(10, 200, { message: 'choose a password of 10 to 200 characters' }),
  );

/** A secret that is compared, never kept: any length up to a bound. */
export const GivenSecret = (options: Common = {}) =>
  field(
    { type: 'string', minLength: 1, maxLength: 500 },
    options,
    IsString({ message: 'write a text' }),
    Length(1, 500, { message: 'write 1 to 500 characters' }),
  );

/** The token that a text was served with. What is wrong with one is told, and counted, by whoever served it. */
export const ServedToken = (options: Common = {}) =>
  field(
    { type: 'string', maxLength: 1_000 },
    { description: 'The `notice` that came with the text.', ...options },
    IsString({ message: 'write the notice as it came with the text' }),
    Length(0, 1_000, { message: 'write the notice as it came with the text' }),
  );

export const Country = (options: Common = {}) =>
  field(
    { type: 'string', pattern: '^[A-Z]{2}$', example: 'ES' },
    options,
    IsString({ message: 'write a country of ISO 3166-1, such as ES' }),
    Matches(/^[A-Z]{2}$/, { message: 'write a country of ISO 3166-1 in two capital letters, such as ES' }),
  );

export const Language = (options: Common = {}) =>
  field(
    { type: 'string', pattern: '^[a-z]{2,3}(-[A-Z]{2})?$', example: 'en' },
    options,
    IsString({ message: 'write a language such as en' }),
    Matches(/^[a-z]{2,3}(-[A-Z]{2})?$/, { message: 'write a language such as en or pt-BR' }),
  );

/** A day that exists, in the past. */
export const BirthDate = (options: Common = {}) =>
  field(
    { type: 'string', format: 'date' },
    options,
    rule('birthDate', isBirthDate, 'write a birth date that exists, such as 1990-12-31'),
  );

/** A day that exists. */
export const Day = (options: Common = {}) =>
  field(
    { type: 'string', format: 'date' },
    options,
    rule('day', isDay, 'write a day that exists, such as 2026-01-31'),
  );

/** A moment, with its offset from UTC. */
export const Instant = (options: Common = {}) =>
  field(
    { type: 'string', format: 'date-time' },
    options,
    rule('instant', isInstant, 'write a moment that exists, such as 2026-01-31T09:30:00Z'),
  );

export const Version = (options: Common = {}) =>
  field(
    { type: 'string', pattern: '^[0-9a-f]{64}$' },
    options,
    IsString({ message: 'write the version shown' }),
    Matches(/^[0-9a-f]{64}$/, { message: 'write the version of the text shown: 64 hexadecimal digits' }),
  );

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const Uuid = (options: Common = {}) =>
  field(
    { type: 'string', format: 'uuid' },
    options,
    IsString({ message: 'write an id' }),
    Matches(UUID, { message: 'write an id as it was given' }),
  );

/** One id or more, each once. */
export const Uuids = (options: Common & { most: number }) =>
  field(
    {
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      minItems: 1,
      maxItems: options.most,
      uniqueItems: true,
    },
    options,
    rule(
      'uuids',
      (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        value.length <= options.most &&
        new Set(value).size === value.length &&
        value.every((one) => typeof one === 'string' && UUID.test(one)),
      `write a list of 1 to ${options.most} ids as they were given, each once`,
    ),
  );

export const Flag = (options: Common = {}) =>
  field({ type: 'boolean' }, options, IsBoolean({ message: 'write true or false' }));

export const Whole = (options: Common & { min: number; max: number }) =>
  field(
    { type: 'integer', minimum: options.min, maximum: options.max },
    options,
    IsInt({ message: 'write a whole number' }),
    Min(options.min, { message: `write at least ${options.min}` }),
    Max(options.max, { message: `write at most ${options.max}` }),
  );

/** The same, or null for none. */
export const WholeOrNone = ({ min, max, ...options }: Common & { min: number; max: number }) => {
  const isWhole = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  return field(
    { type: 'integer', minimum: min, maximum: max, nullable: true },
    options,
    rule(
      'wholeOrNone',
      (value) => value === null || isWhole(value),
      `write a whole number from ${min} to ${max}, or null for none`,
    ),
  );
};

export const OneOf = (values: readonly string[], options: Common = {}) =>
  field(
    { type: 'string', enum: [...values] },
    options,
    IsIn(values, { message: `write one of ${values.join(', ')}` }),
  );

/** Some of these values, each once. */
export const SomeOf = (values: readonly string[], options: Common = {}) =>
  field(
    {
      type: 'array',
      items: { type: 'string', enum: [...values] },
      minItems: 1,
      maxItems: values.length,
      uniqueItems: true,
    },
    options,
    rule(
      'someOf',
      (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        new Set(value).size === value.length &&
        value.every((one) => values.includes(one as string)),
      `write a list of ${values.join(', ')}, each once`,
    ),
  );

function isBirthDate(value: unknown): boolean {
  return isDay(value) && String(value) >= '1880-01-01';
}

function isDay(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    plainDate(value);
  } catch {
    return false;
  }
  return true;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !INSTANT.test(value) || Number.isNaN(Date.parse(value))) return false;
  try {
    plainDate(value.slice(0, 10));
  } catch {
    return false;
  }
  return value >= '1900' && value < '2200';
}
