const MINUTE_MS = 60_000;

/** What one domain is sent: how many left in a minute, and the last minute that letters were put off to, with how many. */
interface Plan {
  minute: number;
  left: number;
  last: number;
  planned: number;
}

/** Spreads letters over the minutes, so that no domain gets more of them in one than it was promised. */
export class DomainPace {
  private readonly plans = new Map<string, Plan>();

  constructor(private readonly perMinute: number | null) {}

  /** When a letter to this address may leave: null for now, which counts. One that was put off asks again when it is due. */
  slotFor(address: string, now: Date): Date | null {
    if (this.perMinute === null) return null;
    const plan = this.planOf(address, Math.floor(now.getTime() / MINUTE_MS));
    if (plan.left < this.perMinute) {
      plan.left += 1;
      return null;
    }
    if (plan.last <= plan.minute || plan.planned >= this.perMinute) {
      plan.last = Math.max(plan.last, plan.minute) + 1;
      plan.planned = 0;
    }
    plan.planned += 1;
    return new Date(plan.last * MINUTE_MS);
  }

  private planOf(address: string, minute: number): Plan {
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    const before = this.plans.get(domain) ?? { minute, left: 0, last: minute, planned: 0 };
    const plan = before.minute === minute ? before : { ...before, minute, left: 0 };
    this.plans.set(domain, plan);
    return plan;
  }
}
