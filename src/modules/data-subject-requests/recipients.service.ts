import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { isEmailAddress } from '../../foundation/http/email-address.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { economicArea } from '../../foundation/law/countries.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { Disclosure, Recipient, RecipientNotice } from './recipient.entity.js';
import type { NewRecipient } from './recipients.dto.js';
import { addressFault } from './webhook-address.js';

const SECRET_BYTES = 32;

type Changes = Partial<Pick<Opened<Recipient>, 'name' | 'country' | 'safeguard' | 'address'>>;

/** The recipients of a library: who they are, on what a transfer to them rests, and how they are told (Art. 19, 30(1)(d), (e)). */
@Injectable()
export class RecipientsService {
  constructor(
    private readonly records: Records,
    private readonly setting: Setting,
  ) {}

  /** The latest first. */
  async list(me: SignedIn, page: PageOptions) {
    return this.records.in(me, (db) => db.page(Recipient, {}, { order: 'newest', ...page }));
  }

  /** @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, (db) => db.get(Recipient, { id }));
  }

  /** Enters a recipient; a webhook's secret is given this once. @throws 422 for an address or safeguard that will not do */
  async add(me: SignedIn, given: NewRecipient, now: Date): Promise<{ id: string; secret?: string }> {
    const { safeguard = 'none-needed', ...recipient } = given;
    this.check({ ...recipient, safeguard });
    const secret = given.channel === 'webhook' ? randomBytes(SECRET_BYTES) : null;
    const row = { ...recipient, safeguard, secret, createdAt: now };
    const id = await this.records.in(me, (db) => db.insert(Recipient, row));
    return { id, ...(secret ? { secret: written(secret) } : {}) };
  }

  /** @throws 404, 422 */
  async change(me: SignedIn, id: string, changes: Changes): Promise<Opened<Recipient>> {
    return this.records.in(me, async (db) => {
      const present = await db.get(Recipient, { id }, 'for update');
      this.check({ ...present, ...changes });
      if (Object.keys(changes).length) await db.update(Recipient, { id }, changes);
      return db.get(Recipient, { id });
    });
  }

  /** Gives a webhook another secret; the one before signs nothing more. @throws 404; 409 where nothing is signed */
  async renewSecret(me: SignedIn, id: string): Promise<{ secret: string }> {
    const secret = randomBytes(SECRET_BYTES);
    await this.records.in(me, async (db) => {
      const { channel } = await db.get(Recipient, { id });
      if (channel !== 'webhook') throw signsNothing();
      await db.update(Recipient, { id, channel }, { secret });
    });
    return { secret: written(secret) };
  }

  /** Takes a recipient off the list; one that received something stays as one that receives nothing more. @throws 404 */
  async remove(me: SignedIn, id: string, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      await db.get(Recipient, { id }, 'for update');
      const isKnown =
        (await db.count(Disclosure, { recipientId: id })) +
        (await db.count(RecipientNotice, { recipientId: id }));
      if (isKnown) await db.update(Recipient, { id, endedAt: null }, { endedAt: now });
      else await db.delete(Recipient, { id });
    });
  }

  private check({
    channel,
    address,
    country,
    safeguard,
  }: Pick<Opened<Recipient>, 'channel' | 'address' | 'country' | 'safeguard'>) {
    if (safeguard === 'none-needed' && !economicArea.includes(country))
      throw invalid(
        '/safeguard',
        'This country is outside the European Economic Area: name what the transfer rests on (Art. 44 to 49).',
      );
    const { isDemo, config } = this.setting;
    const fault =
      channel === 'webhook'
        ? addressFault(address, { atHome: isDemo || config.webhooksAtHome })
        : isEmailAddress(address)
          ? null
          : 'Write an e-mail address such as office@example.org.';
    if (fault) throw invalid('/address', fault);
  }
}

/** A secret as Standard Webhooks writes it. */
const written = (secret: Buffer) => `whsec_${secret.toString('base64')}`;

const signsNothing = () =>
  conflict(
    'no-webhook',
    'This recipient is told by letter, and letters carry no signature. There is nothing to renew.',
  );
