import { domainToASCII } from 'node:url';

const ATOM = /^(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]|[^\p{ASCII}\p{C}\p{Z}])+$/iu;
const DOMAIN_CHARACTERS = /^[\p{L}\p{M}\p{N}.-]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LABEL = /^[a-z].*[a-z0-9]$/;

/**
 * Whether a text is an address that a letter can be sent to over the Internet: a dot-atom, one @, a domain of at least two
 * labels, within the lengths of RFC 5321 (4.5.3.1), in any script (RFC 6531). Quoted local parts and address literals,
 * which no reader has, are refused; so is everything invisible.
 */
export function isEmailAddress(text: string): boolean {
  if (Buffer.byteLength(text) > 254) return false;
  const [local, domain, ...more] = text.split('@');
  if (!local || !domain || more.length > 0) return false;
  return (
    Buffer.byteLength(local) <= 64 && local.split('.').every((atom) => ATOM.test(atom)) && isDomain(domain)
  );
}

function isDomain(domain: string): boolean {
  if (!DOMAIN_CHARACTERS.test(domain)) return false;
  const labels = domainToASCII(domain).split('.');
  return (
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && TOP_LABEL.test(labels.at(-1) ?? '')
  );
}
