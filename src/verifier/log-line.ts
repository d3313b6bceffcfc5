import { base64Bytes, bytesIn } from './base64.js';
import { objectIn, textAt } from './fields.js';
import { jsonIn, type Json, type JsonObject } from './json.js';
import { textOf } from './bytes.js';

const START =
  /^\{"(?:entries":(0|[1-9]\d{0,15}),"bundle|tile":\[(0|[1-9]\d{0,15}),(0|[1-9]\d{0,15})\],"hashes)":"/;
const LONGEST_START = 64;
const QUOTE = '"'.charCodeAt(0);
const BRACE = '}'.charCodeAt(0);

/** A line of an export. */
export interface LogLine {
  fields: JsonObject;
  /** The base64 of a bundle or a tile, where it could be left as the bytes it was read in: then its field is empty. */
  base64: Uint8Array | undefined;
}

/**
 * Reads a line. All but a few lines are bundles and tiles in one and the same layout; those are not taken through text and
 * JSON, which would take a third of the whole time.
 */
export function logLine(bytes: Uint8Array): LogLine {
  const start = START.exec(String.fromCharCode(...bytes.subarray(0, LONGEST_START)));
  const end = bytes.length - 2;
  if (!start || end < start[0].length || bytes[end] !== QUOTE || bytes[end + 1] !== BRACE)
    return { fields: objectIn(jsonIn(textOf(bytes))), base64: undefined };
  return { fields: fieldsOf(start), base64: bytes.subarray(start[0].length, end) };
}

function fieldsOf([, entries, level, index]: RegExpExecArray): JsonObject {
  const isBundle = entries !== undefined;
  return new Map<string, Json>([
    isBundle ? ['entries', Number(entries)] : ['tile', [Number(level), Number(index)]],
    [isBundle ? 'bundle' : 'hashes', ''],
  ]);
}

/** The bytes that a field holds in base64. */
export function bytesAt({ fields, base64 }: LogLine, field: string): Uint8Array {
  return base64 ? base64Bytes(base64) : bytesIn(textAt(fields, field));
}
