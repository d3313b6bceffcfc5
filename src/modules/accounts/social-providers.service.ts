import { Injectable, Logger } from '@nestjs/common';
import type { Configuration } from 'openid-client';
import { Restraints } from '../../foundation/access/restraints.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { invalid, notFound, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { discover, isIssuer, type ProviderAccess } from './open-id.js';
import { SocialLogin, SocialProvider } from './social.entity.js';

/** A provider to let in: its key in routes, its name on the button, and what it knows the library by. */
export interface NewSocialProvider extends ProviderAccess {
  key: string;
  name: string;
}

interface Described {
  provider: Promise<Configuration>;
  /** By what it was described: a change made by another process counts at once. */
  access: string;
  until: number;
}

const REMEMBERED_MS = 600_000;

/** The identity providers of a library. */
@Injectable()
export class SocialProvidersService {
  private readonly logger = new Logger('SocialProviders');
  private readonly described = new Map<string, Described>();

  constructor(
    private readonly records: Records,
    private readonly restraints: Restraints,
  ) {}

  /** Adds a provider, or changes the one with this key. @throws 422 for a key or an issuer that cannot be used. */
  async configure(me: SignedIn, { key, ...access }: NewSocialProvider): Promise<void> {
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(key))
      throw invalid('/key', 'Write a key of small letters, digits and hyphens, such as example.');
    if (!isIssuer(access.issuer))
      throw invalid('/issuer', 'Write the issuer’s address with https; http is for this machine only.');
    await this.records.in(me, async (db) => {
      const changed = await db.update(SocialProvider, { key }, access);
      if (!changed) await db.insert(SocialProvider, { key, ...access });
    });
    this.described.clear();
  }

  /** The buttons that a sign-in page shows. */
  async list(me: SignedIn): Promise<{ key: string; name: string }[]> {
    const providers = await this.records.in(me, (db) => db.all(SocialProvider, {}));
    return providers.map(({ key, name }) => ({ key, name }));
  }

  /** The providers as an operator set them up; their secrets are told to nobody. */
  async details(me: SignedIn): Promise<Omit<NewSocialProvider, 'clientSecret'>[]> {
    const providers = await this.records.in(me, (db) => db.all(SocialProvider, {}));
    return providers.map(({ key, name, issuer, clientId }) => ({ key, name, issuer, clientId }));
  }

  /** The providers at which a reader has an identity, in the caller's transaction: they know that it signs in here. */
  async usedBy(db: Rows, subjectId: string): Promise<{ name: string; issuer: string; lastAt: Date }[]> {
    const logins = await db.all(SocialLogin, { subjectId });
    const providers = logins.length ? await db.all(SocialProvider, {}) : [];
    return logins.flatMap(({ provider, lastUsedAt, createdAt }) =>
      providers
        .filter(({ key }) => key === provider)
        .map(({ name, issuer }) => ({ name, issuer, lastAt: lastUsedAt ?? createdAt })),
    );
  }

  /** Lets nobody in through a provider any more; identities linked there stay the readers' to unlink. @throws 404 */
  async remove(me: SignedIn, key: string): Promise<void> {
    if (!(await this.records.in(me, (db) => db.delete(SocialProvider, { key })))) throw notFound();
  }

  /** What a provider is called on pages. @throws 404 */
  async nameOf(me: SignedIn, key: string): Promise<string> {
    const found = await this.records.in(me, (db) => db.find(SocialProvider, { key }));
    if (!found) throw notFound();
    return found.name;
  }

  /** The provider, ready to be asked. @throws 404 no such provider; 423 switched off; 503 when it does not answer. */
  async open(me: SignedIn, key: string): Promise<Configuration> {
    await this.refuseSwitchedOff(me, key);
    const access = await this.records.in(me, async (db): Promise<ProviderAccess> => {
      const found = await db.find(SocialProvider, { key });
      if (!found) throw notFound();
      const clientSecret = await db.secret(SocialProvider, { id: found.id }, 'clientSecret');
      return { issuer: found.issuer, clientId: found.clientId, clientSecret };
    });
    return this.describe(`${me.libraryId}/${key}`, access);
  }

  /** @throws 423 while nobody may sign in through it */
  async refuseSwitchedOff(me: SignedIn, key: string): Promise<void> {
    if (await this.restraints.stands(me.libraryId, `provider-${key}`))
      throw new Problem(
        423,
        'provider-switched-off',
        'Nobody can sign in through this provider for now. Sign in with your password, or set one by letter.',
      );
  }

  private describe(name: string, given: ProviderAccess): Promise<Configuration> {
    const access = JSON.stringify(given);
    const known = this.described.get(name);
    if (known?.access === access && known.until > Date.now()) return known.provider;
    const provider = discover(given).catch((error: unknown) => {
      this.described.delete(name);
      this.logger.warn({ name: error instanceof Error ? error.name : typeof error }, 'a provider is away');
      throw providerAway();
    });
    this.described.set(name, { provider, access, until: Date.now() + REMEMBERED_MS });
    return provider;
  }
}

function providerAway(): Problem {
  const detail = 'The identity provider is not answering. Try again shortly, or sign in with your password.';
  return new Problem(503, 'provider-away', detail, [], {}, { 'retry-after': '10' });
}
