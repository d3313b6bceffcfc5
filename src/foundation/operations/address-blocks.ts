import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { BlockList } from 'node:net';
import { AddressBlock } from '../access/address-block.entity.js';
import { addressRange, block, isBlocked } from '../access/address-range.js';
import { aJob } from '../access/signed-in.js';
import { PLATFORM } from '../database/scope.js';
import { Problem } from '../http/problem.js';
import { countRefused } from '../metrics/metrics.js';
import { Records } from '../records/records.js';

const LOOK_EVERY_MS = 2_000;

/** Addresses that are not let in, as every instance knows them within two seconds: a question at each request would be one for the attacker to ask. */
@Injectable()
export class AddressBlocks implements OnApplicationShutdown {
  private readonly logger = new Logger('AddressBlocks');
  private list = new BlockList();
  private known = '';
  private looking: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly records: Records) {}

  /** Whether nothing of this address is let in. */
  has(ip: string): boolean {
    return isBlocked(this.list, ip);
  }

  /** Reads the blocks that stand, and goes on doing so. */
  async watch(): Promise<void> {
    this.looking = this.look().catch((error: unknown) => {
      this.logger.warn({ name: (error as Error).name }, 'blocked addresses could not be read');
    });
    await this.looking;
    this.timer = setTimeout(() => void this.watch(), LOOK_EVERY_MS).unref();
  }

  /** Reads them now. Only what is new is opened. */
  async look(): Promise<void> {
    await this.records.in(aJob('address-blocks', PLATFORM), async (db) => {
      const { rows } = await db.tell('select id from address_block where library_id = $1 order by id', [
        PLATFORM,
      ]);
      const known = rows.map(({ id }) => String(id)).join();
      if (known === this.known) return;
      const list = new BlockList();
      for (const { ranges } of await db.all(AddressBlock, {}))
        for (const text of ranges.ranges) {
          const range = addressRange(text);
          if (range) block(list, range);
        }
      this.list = list;
      this.known = known;
    });
  }

  async onApplicationShutdown() {
    clearTimeout(this.timer);
    await this.looking;
    clearTimeout(this.timer);
  }
}

/** Turns blocked addresses away at the door, of the panel too, before a body is read. */
export function refuseBlocked(fastify: FastifyInstance, blocks: AddressBlocks) {
  fastify.addHook('onRequest', (request, _, done) => {
    if (!blocks.has(request.ip)) {
      done();
      return;
    }
    countRefused('address');
    const detail =
      'Nothing is accepted from this address for now. Write to the library if you think this is wrong.';
    done(new Problem(403, 'address-blocked', detail, [], {}, { connection: 'close' }));
  });
}
