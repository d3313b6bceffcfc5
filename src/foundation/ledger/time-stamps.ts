import { Integer, Null, OctetString } from 'asn1js';
import { hash, randomBytes } from 'node:crypto';
import { AlgorithmIdentifier, MessageImprint, TimeStampReq, id_sha256, type Certificate } from 'pkijs';
import { AuthorityAway, Unreadable } from './time-stamp-errors.js';
import { tokenOf, verifiedTime } from './time-stamp-token.js';

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 65_536;
const NONCE_BYTES = 8;
const REPLY = 'application/timestamp-reply';

/** What an authority signed, as it came, and the instant that it states. */
export interface TimeStamp {
  token: Buffer;
  at: Date;
}

/** A time-stamp authority outside this installation (RFC 3161, over HTTP). */
export class TimeStampAuthority {
  constructor(
    readonly url: string,
    /** Roots that the authority's certificate must lead to; none: the token's own certificate is taken. */
    private readonly roots: Certificate[],
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /**
   * Has a text's SHA-256 time-stamped.
   * @throws NoTimeStamp: AuthorityAway, AuthorityRefused, Unreadable, WrongToken
   */
  async stamp(text: string, now: Date): Promise<TimeStamp> {
    const digest = hash('sha256', text, 'buffer');
    const nonce = freshNonce();
    const token = tokenOf(await this.ask(requestFor(digest, nonce)));
    return { token, at: await verifiedTime(token, { text, digest, nonce }, this.roots, now) };
  }

  private async ask(request: Uint8Array<ArrayBuffer>): Promise<Buffer> {
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query', accept: REPLY },
        body: request,
        redirect: 'error',
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      return await replyIn(answer);
    } catch (error) {
      if (error instanceof Unreadable || error instanceof AuthorityAway) throw error;
      throw new AuthorityAway('The time-stamp authority does not answer in time, or at all.', {
        cause: error,
      });
    }
  }
}

async function replyIn({ ok, status, headers, body }: Response): Promise<Buffer> {
  const isReply = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() === REPLY;
  if (ok && isReply && body) return atMost(body);
  await body?.cancel();
  if (!ok) throw new AuthorityAway(`The time-stamp authority answers with status ${status}.`);
  throw new Unreadable(
    'The time-stamp authority answers with something else than application/timestamp-reply.',
  );
}

async function atMost(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > MOST_BYTES)
      throw new Unreadable(`The time-stamp authority answers with more than ${MOST_BYTES} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function requestFor(digest: Buffer, nonce: Buffer): Uint8Array<ArrayBuffer> {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: id_sha256, algorithmParams: new Null() }),
      hashedMessage: new OctetString({ valueHex: new Uint8Array(digest) }),
    }),
    nonce: new Integer({ valueHex: new Uint8Array(nonce) }),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}

/** Eight bytes that are a positive integer as they stand, so that they come back as they went. */
function freshNonce(): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  nonce.writeUInt8((nonce.readUInt8(0) & 0x7f) | 0x40, 0);
  return nonce;
}
