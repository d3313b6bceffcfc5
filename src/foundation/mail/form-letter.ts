import { randomBytes } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';

/** What a letter to many says, in whose name. */
export interface FormLetterContent {
  from: string;
  fromName: string;
  replyTo?: string;
  subject: string;
  text: string;
}

const PLAIN_ADDRESS = /^[\x21-\x3b\x3d\x3f-\x7e]+$/;

/** A letter that goes to many in the same words: composed once, then only its address and Message-ID differ. */
export class FormLetter {
  private constructor(
    readonly from: string,
    private readonly pieces: readonly [string, string, string],
    private readonly isToFirst: boolean,
  ) {}

  static async compose({ from, fromName, replyTo, subject, text }: FormLetterContent): Promise<FormLetter> {
    const mark = randomBytes(12).toString('hex');
    const to = `to-${mark}@invalid.example`;
    const id = `id-${mark}@invalid.example`;
    const headers = { 'Auto-Submitted': 'auto-generated' };
    const bytes = await new MailComposer({
      from: { name: fromName, address: from },
      to,
      messageId: `<${id}>`,
      ...(replyTo ? { replyTo } : {}),
      subject,
      text,
      headers,
    })
      .compile()
      .build();
    const source = bytes.toString('latin1');
    const isToFirst = source.indexOf(to) < source.indexOf(id);
    const [first, second] = isToFirst ? [to, id] : [id, to];
    const [head = '', rest = ''] = source.split(first);
    const [middle = '', tail = ''] = rest.split(second);
    return new FormLetter(from, [head, middle, tail], isToFirst);
  }

  /** The bytes for one recipient; null for an address that does not stand in a header as it is. */
  to(address: string, messageId: string): Buffer | null {
    if (!PLAIN_ADDRESS.test(address)) return null;
    const [head, middle, tail] = this.pieces;
    const [first, second] = this.isToFirst ? [address, messageId] : [messageId, address];
    return Buffer.from(head + first + middle + second + tail, 'latin1');
  }
}
