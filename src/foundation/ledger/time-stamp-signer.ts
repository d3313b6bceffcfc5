import { ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import { hash } from 'node:crypto';
import { ExtKeyUsage, id_ExtKeyUsage, type Attribute, type Certificate } from 'pkijs';
import { WrongToken } from './time-stamp-errors.js';

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const HASHES: Record<string, string> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** A certificate that is for time-stamping alone, says so critically (RFC 3161, 2.3), and was valid then. @throws WrongToken */
export function demandTimeStamping({ extensions, notBefore, notAfter }: Certificate, at: Date) {
  const usage = extensions?.find(({ extnID }) => extnID === id_ExtKeyUsage);
  const purposes = usage?.parsedValue instanceof ExtKeyUsage ? usage.parsedValue.keyPurposes : [];
  if (!usage?.critical || purposes.length !== 1 || purposes[0] !== TIME_STAMPING)
    throw new WrongToken('The certificate that signed the time-stamp is not one for time-stamping.');
  if (at < notBefore.value || at > notAfter.value)
    throw new WrongToken('The certificate that signed the time-stamp was not valid at that time.');
}

/** That the signature names the certificate it goes with (RFC 5816), so that none can be put in its place. @throws WrongToken */
export function demandNamed(signer: Certificate, attributes: Attribute[]) {
  const der = Buffer.from(signer.toSchema().toBER());
  const isNamed = attributes.some(({ type, values }) => {
    if (type !== SIGNING_CERTIFICATE && type !== SIGNING_CERTIFICATE_V2) return false;
    const [first] = partsOf(partsOf(values[0])[0]);
    const [one, two] = partsOf(first);
    const algorithm = type === SIGNING_CERTIFICATE ? 'sha1' : algorithmOf(one);
    const named = one instanceof OctetString ? one : two;
    return (
      algorithm !== undefined &&
      named instanceof OctetString &&
      hash(algorithm, der, 'buffer').equals(named.valueBlock.valueHexView)
    );
  });
  if (!isNamed) throw new WrongToken('The time-stamp does not name the certificate that signed it.');
}

/** SHA-256 unless another one is named. */
function algorithmOf(first: unknown): string | undefined {
  if (first instanceof OctetString) return 'sha256';
  const [oid] = partsOf(first);
  return oid instanceof ObjectIdentifier ? HASHES[oid.valueBlock.toString()] : undefined;
}

function partsOf(value: unknown): unknown[] {
  return value instanceof Sequence ? value.valueBlock.value : [];
}
