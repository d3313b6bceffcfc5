/** How time passes in an incident: as it does outside, unless it is a drill with a faster clock. */
export interface DrillClock {
  /** When the incident was declared: from here on the drill's clock runs at its own pace. */
  startedAt: Date;
  /** Hours that pass in the drill while one passes outside; 1 in everything that is live. */
  pace: number;
}

/** What the drill's clock shows at an instant outside; what was before the drill stands where it stood. */
export function drillTime({ startedAt, pace }: DrillClock, outside: Date): Date {
  const passed = outside.getTime() - startedAt.getTime();
  return passed > 0 ? new Date(startedAt.getTime() + passed * pace) : outside;
}

/** The instant outside at which the drill's clock shows another: what a person in the drill looks at a watch for. */
export function outsideTime({ startedAt, pace }: DrillClock, inside: Date): Date {
  const passed = inside.getTime() - startedAt.getTime();
  return passed > 0 ? new Date(startedAt.getTime() + passed / pace) : inside;
}

/** The same value with every instant in it, however deep, moved. */
export function withInstants<T>(value: T, move: (at: Date) => Date): T {
  return moved(value, move) as T;
}

function moved(value: unknown, move: (at: Date) => Date): unknown {
  if (value instanceof Date) return move(value);
  if (Array.isArray(value)) return value.map((one) => moved(one, move));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, moved(one, move)]));
}
