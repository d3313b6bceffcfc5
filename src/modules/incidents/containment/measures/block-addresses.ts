import { Injectable } from '@nestjs/common';
import { AddressBlock } from '../../../../foundation/access/address-block.entity.js';
import { PLATFORM } from '../../../../foundation/database/scope.js';
import { AddressBlocks } from '../../../../foundation/operations/address-blocks.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';

/** Addresses of machines are turned away at the door of every instance, before a body is read. */
@Injectable()
export class BlockAddresses implements Measure {
  readonly kind = 'block-addresses';
  readonly reach = ['platform'] as const;
  readonly isIrreversible = false;

  constructor(
    private readonly places: Places,
    private readonly blocks: AddressBlocks,
  ) {}

  preview({ addresses }: Target) {
    return Promise.resolve({
      who: 'Whoever calls from these addresses, for every library.',
      howMany: addresses.length,
      breaks: [
        'A whole school or town may sit behind one address: all of them are turned away.',
        'Each instance knows within two seconds.',
      ],
    });
  }

  async apply({ actionId, addresses }: Target, now: Date) {
    await this.places.in(PLATFORM, async (db) => {
      await db.delete(AddressBlock, { id: actionId });
      await db.insert(AddressBlock, { id: actionId, ranges: { ranges: addresses }, since: now });
    });
    await this.blocks.look();
    return { addresses: addresses.length };
  }

  /** Asks the door about the first address of each range. */
  async verify({ addresses }: Target) {
    await this.blocks.look();
    const open = addresses.filter((range) => !this.blocks.has(range.split('/')[0] ?? ''));
    return { held: open.length === 0, what: `${open.length} of ${addresses.length} are still let in.` };
  }

  async revert({ actionId }: Target) {
    await this.places.in(PLATFORM, (db) => db.delete(AddressBlock, { id: actionId }));
    await this.blocks.look();
  }
}
