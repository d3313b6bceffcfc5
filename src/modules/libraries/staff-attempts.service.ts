import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { normaliseEmail } from '../../foundation/encryption/blind-index.js';
import { Problem } from '../../foundation/http/problem.js';

const FROM_HERE = { points: 10, duration: 900 };
const FROM_ANYWHERE = { points: 100, duration: 3_600 };

/**
 * Counts sign-ins by the address that was typed, whether anyone has it or not, so that the limit tells nothing: strictly
 * from one machine, generously from all, so that nobody can lock an owner out by failing in their name.
 */
@Injectable()
export class StaffAttempts {
  private readonly here = new RateLimiterMemory(FROM_HERE);
  private readonly anywhere = new RateLimiterMemory(FROM_ANYWHERE);

  /** Counts an attempt before its password is looked at. @throws 429 after too many that failed. */
  async begin(email: string, client: string): Promise<void> {
    try {
      await this.here.consume(keyOf(email, client));
      await this.anywhere.consume(keyOf(email));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const seconds = Math.ceil(refused.msBeforeNext / 1000);
      const detail = 'Too many sign-ins with this address failed. Wait as long as Retry-After says.';
      throw new Problem(429, 'too-many-requests', detail, [], {}, { 'retry-after': String(seconds) });
    }
  }

  /** Forgets the failures of an address that has signed in. */
  async succeeded(email: string, client: string): Promise<void> {
    await this.here.delete(keyOf(email, client));
    await this.anywhere.reward(keyOf(email));
  }
}

function keyOf(email: string, client = ''): string {
  return createHash('sha256')
    .update(`${normaliseEmail(email)}\0${client}`)
    .digest('base64');
}
