import { plainToInstance } from 'class-transformer';
import { Transform } from 'class-transformer';
import { ValidateBy, validateSync } from 'class-validator';
import { applyDecorators } from '@nestjs/common';

const KEY = /^[a-z][a-z0-9-]{0,59}$/;

/** An object whose keys are free and whose values are each an instance of a class, validated as strictly as the rest. */
export function IsMapOf(of: () => new () => object, most = 50): PropertyDecorator {
  const isOne = (value: unknown) =>
    value instanceof of() &&
    validateSync(value, { whitelist: true, forbidNonWhitelisted: true }).length === 0;
  const test = (value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    return entries.length <= most && entries.every(([key, one]) => KEY.test(key) && isOne(one));
  };
  const message = 'write an object of keys such as newsletter, each with {given: true or false, version}';
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => mapped(value, of())),
    ValidateBy({ name: 'mapOf', validator: { validate: test, defaultMessage: () => message } }),
  );
}

function mapped(value: unknown, of: new () => object): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key,
      typeof one === 'object' && one ? plainToInstance(of, one) : one,
    ]),
  );
}
