import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { normaliseEmail } from '../../foundation/encryption/blind-index.js';
import { Problem } from '../../foundation/http/problem.js';

const MOST = 10;
const WINDOW_SECONDS = 900;

/** Counts sign-ins by the address that was typed, whether anyone has it or not, so that the limit tells nothing. */
@Injectable()
export class StaffAttempts {
  private readonly limiter = new RateLimiterMemory({ points: MOST, duration: WINDOW_SECONDS });

  /** Counts an attempt before its password is looked at. @throws 429 after ten that failed in a quarter of an hour. */
  async begin(email: string): Promise<void> {
    try {
      await this.limiter.consume(keyOf(email));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const seconds = Math.ceil(refused.msBeforeNext / 1000);
      const detail = 'Too many sign-ins with this address failed. Wait as long as Retry-After says.';
      throw new Problem(429, 'too-many-requests', detail, [], {}, { 'retry-after': String(seconds) });
    }
  }

  /** Forgets the failures of an address that has signed in. */
  async succeeded(email: string): Promise<void> {
    await this.limiter.delete(keyOf(email));
  }
}

function keyOf(email: string): string {
  return createHash('sha256').update(normaliseEmail(email)).digest('base64');
}
