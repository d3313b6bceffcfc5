import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { hkdf, secretKeyOf } from './hkdf.js';

const WHOLE_TOKEN_BITS = 256;

/**
 * The token under which a field's normalised value can be found without being shown: HMAC-SHA256 cut to `bits` (1 to 256; unused low bits are 0).
 * 128 bits for values that are unique anyway; fewer where several persons shall share a token. Throws `RangeError` on other `bits`.
 */
export function blindToken(
  indexKey: KeyObject | Buffer,
  fieldId: string,
  normalised: string,
  bits = 128,
): Buffer {
  if (!Number.isInteger(bits) || bits < 1 || bits > WHOLE_TOKEN_BITS)
    throw new RangeError('A blind token has 1 to 256 bits.');
  const whole = createHmac('sha256', fieldKey(indexKey, fieldId)).update(normalised, 'utf8').digest();
  const token = Buffer.from(whole.subarray(0, Math.ceil(bits / 8)));
  token.writeUInt8(token.readUInt8(token.length - 1) & (0xff << (-bits & 7)) & 0xff, token.length - 1);
  return token;
}

/**
 * An e-mail address as the blind index compares it, version 1: NFKC, trimmed, in lower case, its domain in ASCII (IDNA).
 * The mailbox part loses its case too: senders are told to expect it to matter (RFC 5321, 2.4), but no reader does.
 */
export function normaliseEmail(address: string): string {
  // Lower case can undo the order of combining marks, so NFKC is applied on both sides.
  const plain = address.normalize('NFKC').trim().toLowerCase().normalize('NFKC');
  const at = plain.lastIndexOf('@');
  return at < 0 ? plain : `${plain.slice(0, at)}@${domain(plain.slice(at + 1))}`;
}

// Node parses the domain as part of a URL: `ü.example/x` and `ü.example:80` would come back shortened to another address's domain.
const unicodeDomain = /^[\p{L}\p{M}\p{N}.\-\u3002\u200c\u200d]+$/u;
const ascii = /^[\0-\x7f]*$/;

function domain(text: string): string {
  return ascii.test(text) || !unicodeDomain.test(text) ? text : domainToASCII(text) || text;
}

const fieldKeys = new WeakMap<KeyObject, Map<string, KeyObject>>();

function fieldKey(indexKey: KeyObject | Buffer, fieldId: string): KeyObject {
  if (Buffer.isBuffer(indexKey)) return derived(createSecretKey(indexKey), fieldId);
  let keys = fieldKeys.get(indexKey);
  if (!keys) fieldKeys.set(indexKey, (keys = new Map<string, KeyObject>()));
  let key = keys.get(fieldId);
  if (!key) keys.set(fieldId, (key = derived(indexKey, fieldId)));
  return key;
}

function derived(indexKey: KeyObject, fieldId: string): KeyObject {
  return secretKeyOf(hkdf(indexKey, '', `carrel-blind-v1/${fieldId}`, 32));
}
