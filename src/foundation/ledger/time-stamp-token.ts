import { fromBER, OctetString, Sequence } from 'asn1js';
import { Certificate, ContentInfo, id_eContentType_TSTInfo, SignedData, TimeStampResp, TSTInfo } from 'pkijs';
import { AuthorityRefused, Unreadable, WrongToken } from './time-stamp-errors.js';
import { demandNamed, demandTimeStamping } from './time-stamp-signer.js';

const GRANTED = [0, 1];
const SHA256 = '2.16.840.1.101.3.4.2.1';
const MOST_APART_MS = 3_600_000;

/** What a token must be about. */
export interface Asked {
  text: string;
  digest: Buffer;
  nonce: Buffer;
}

/** The token in an authority's answer, byte for byte. @throws Unreadable, AuthorityRefused */
export function tokenOf(reply: Buffer): Buffer {
  const { status, token } = readable(() => {
    const { offset, result } = fromBER(new Uint8Array(reply));
    if (offset !== reply.length || !(result instanceof Sequence))
      throw new Error('no sequence, or more than one');
    const [, token] = result.valueBlock.value;
    return { status: new TimeStampResp({ schema: result }).status.status, token };
  });
  if (!GRANTED.includes(status))
    throw new AuthorityRefused(`The time-stamp authority gives none: status ${status} (RFC 3161, 2.4.2).`);
  if (!token) throw new Unreadable('The time-stamp authority grants a token and sends none.');
  return Buffer.from(token.valueBeforeDecodeView);
}

/**
 * The instant that a token states, if it is a whole token over what was asked.
 * @throws WrongToken, Unreadable
 */
export async function verifiedTime(
  token: Buffer,
  asked: Asked,
  roots: Certificate[],
  now: Date,
): Promise<Date> {
  const { signed, info } = contentOf(token);
  demandAsked(info, asked);
  const apart = Math.abs(info.genTime.getTime() - now.getTime());
  if (!(apart <= MOST_APART_MS))
    throw new WrongToken(
      'The time-stamp is more than an hour from the time here: look at the clock of this machine.',
    );
  const signer = await verifiedSigner(signed, asked.text, roots);
  demandTimeStamping(signer, info.genTime);
  demandNamed(signer, signed.signerInfos[0]?.signedAttrs?.attributes ?? []);
  return info.genTime;
}

function contentOf(token: Buffer): { signed: SignedData; info: TSTInfo } {
  const { signed, content } = readable(() => {
    const signed = new SignedData({ schema: ContentInfo.fromBER(new Uint8Array(token)).content });
    return { signed, content: signed.encapContentInfo.eContent };
  });
  if (signed.encapContentInfo.eContentType !== id_eContentType_TSTInfo || !(content instanceof OctetString))
    throw new WrongToken('What the time-stamp authority signed is no time-stamp.');
  return { signed, info: readable(() => TSTInfo.fromBER(content.getValue())) };
}

function demandAsked({ messageImprint, nonce }: TSTInfo, asked: Asked) {
  const { hashAlgorithm, hashedMessage } = messageImprint;
  const isOurs =
    hashAlgorithm.algorithmId === SHA256 && asked.digest.equals(hashedMessage.valueBlock.valueHexView);
  if (!isOurs) throw new WrongToken('The time-stamp is of something else than the checkpoint.');
  if (!nonce || !asked.nonce.equals(nonce.valueBlock.valueHexView))
    throw new WrongToken('The time-stamp answers another request: its nonce is not the one that was sent.');
}

/** The certificate whose key signed, with its chain where roots are given. */
async function verifiedSigner(signed: SignedData, text: string, roots: Certificate[]): Promise<Certificate> {
  if (signed.signerInfos.length !== 1)
    throw new WrongToken('A time-stamp has one signature (RFC 3161, 2.4.2).');
  const { signatureVerified, signerCertificate } = await signed
    .verify({
      signer: 0,
      data: new Uint8Array(Buffer.from(text, 'utf8')).buffer,
      checkChain: roots.length > 0,
      trustedCerts: roots,
      extendedMode: true,
    })
    .catch((error: unknown) => {
      throw new WrongToken(`The time-stamp does not verify: ${(error as Error).message}.`, { cause: error });
    });
  if (!signatureVerified || !signerCertificate)
    throw new WrongToken('The signature of the time-stamp does not verify.');
  return signerCertificate;
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Unreadable('What the time-stamp authority answers cannot be read.', { cause: error });
  }
}
