import { Injectable } from '@nestjs/common';
import { createHmac, type KeyObject } from 'node:crypto';
import { secretFor } from '../../foundation/access/access-token.js';
import { opaqueTokenOf } from '../../foundation/access/opaque-token.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { Setting } from '../../foundation/setting.js';
import { noticeLetter } from './notice-words.js';
import type { Recipient, RecipientNotice } from './recipient.entity.js';
import { send, signed } from './webhook.js';

const DAY_MS = 86_400_000;

/** A notice that this instance holds the lease of; its `attempts` tell this turn from another's. */
export interface NoticeInHand {
  libraryId: string;
  notice: Opened<RecipientNotice>;
  recipient: Opened<Recipient>;
  secret: Buffer | null;
  library: { slug: string; name: string; languages: string[] };
}

export type NoticeOutcome = 'acknowledged' | 'told' | 'not-told';

/** How a recipient is reached: a signed webhook, or a letter with a link that acknowledges it. */
@Injectable()
export class NoticeChannels {
  private readonly key: KeyObject;

  constructor(
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {
    this.key = secretFor('recipient-notice', setting.root);
  }

  /** The token of a notice's link: the same in each of its letters, and kept as a hash only. */
  tokenOf(libraryId: string, noticeId: string) {
    return opaqueTokenOf(
      libraryId,
      createHmac('sha256', this.key).update(`${libraryId}/${noticeId}`).digest(),
    );
  }

  /** One try. An answer of 2xx acknowledges; a letter is told when the recipient's server took it. */
  tell(inHand: NoticeInHand, now: Date): Promise<NoticeOutcome> {
    return inHand.recipient.channel === 'webhook' ? this.call(inHand, now) : this.write(inHand, now);
  }

  private async call(
    { notice, recipient, secret, library }: NoticeInHand,
    now: Date,
  ): Promise<NoticeOutcome> {
    if (!secret) return 'not-told';
    const { id, event, subjectId: reader, at, data } = notice;
    const body = JSON.stringify({ id, event, reader, library: library.slug, at: at.toISOString(), data });
    const atHome = this.setting.isDemo || this.setting.config.webhooksAtHome;
    const headers = signed({ id, body }, secret, now);
    const status = await send(recipient.address, { body, headers }, { atHome });
    return status !== null && status >= 200 && status < 300 ? 'acknowledged' : 'not-told';
  }

  private async write(
    { libraryId, notice, recipient, library }: NoticeInHand,
    now: Date,
  ): Promise<NoticeOutcome> {
    const { id, event, subjectId: reader, at, data, toldAt } = notice;
    const { slug, name, languages } = library;
    const { token } = this.tokenOf(libraryId, id);
    const link = `${this.setting.config.publicUrl}/l/${slug}/recipient-notice?token=${token}`;
    const words = noticeLetter({ library: name, reader, event, data, at, id, link }, languages);
    // A reminder is a letter of its own, which a server must not drop as a double of the first.
    const key = toldAt ? `${id}.${Math.floor((now.getTime() - at.getTime()) / DAY_MS)}` : id;
    const letter = { libraryId, subjectId: recipient.id, id: key, key, to: recipient.address, headers: {} };
    const outcome = await this.outbox.handOver({ ...letter, ...words });
    return outcome === 'accepted' || outcome === 'ambiguous' ? 'told' : 'not-told';
  }
}
