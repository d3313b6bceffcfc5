import type { Json, JsonObject } from './json.js';
import { Refusal } from './refusal.js';

/** @throws {Refusal} for anything but an object. */
export function objectIn(value: Json | undefined, field?: string): JsonObject {
  if (value instanceof Map) return value as JsonObject;
  throw new Refusal('notObject', {}, at(field));
}

/** @throws {Refusal} when a field is missing, or one is there that does not belong. */
export function exactly(object: JsonObject, names: readonly string[]): JsonObject {
  const missing = names.find((name) => !object.has(name));
  if (missing !== undefined) throw new Refusal('missing', {}, at(missing));
  const unknown = [...object.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Refusal('unknown', {}, at(unknown));
  return object;
}

export function textAt(object: JsonObject, field: string): string {
  const value = object.get(field);
  if (typeof value === 'string') return value;
  throw new Refusal(value === undefined ? 'missing' : 'notText', {}, at(field));
}

/** A whole number that is not negative. */
export function numberAt(object: JsonObject, field: string): number {
  return wholeNumber(object.get(field), field);
}

export function wholeNumber(value: Json | undefined, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Refusal(value === undefined ? 'missing' : 'notNumber', {}, at(field));
}

export function listAt(object: JsonObject, field: string): readonly Json[] {
  const value = object.get(field);
  if (Array.isArray(value)) return value as readonly Json[];
  throw new Refusal(value === undefined ? 'missing' : 'notList', {}, at(field));
}

export function textsAt(object: JsonObject, field: string): string[] {
  return listAt(object, field).map((one, i) => {
    if (typeof one !== 'string') throw new Refusal('notText', {}, at(`${field}/${i}`));
    return one;
  });
}

function at(field: string | undefined) {
  return field === undefined ? {} : { field };
}
