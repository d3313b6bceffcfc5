const MINUTE_MS = 60_000;

/** Spreads letters over the minutes, so that no domain gets more of them in one than it was promised. */
export class DomainPace {
  private readonly full = new Map<string, { minute: number; planned: number }>();

  constructor(private readonly perMinute: number | null) {}

  /** When a letter to this address may leave: null for at once. Each answer is a promise that counts. */
  slotFor(address: string, now: Date): Date | null {
    if (this.perMinute === null) return null;
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    const current = Math.floor(now.getTime() / MINUTE_MS);
    const before = this.full.get(domain);
    const slot = !before || before.minute < current ? { minute: current, planned: 0 } : { ...before };
    if (slot.planned >= this.perMinute) {
      slot.minute += 1;
      slot.planned = 0;
    }
    slot.planned += 1;
    this.full.set(domain, slot);
    return slot.minute === current ? null : new Date(slot.minute * MINUTE_MS);
  }
}
