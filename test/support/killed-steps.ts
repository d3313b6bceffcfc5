import type { Carrel } from './carrel.js';
import { besides } from './server.js';

/** An officer applies an action, or the job of all that were killed or have had their time. */
type Containing = 'apply' | 'containment';

/** A wake-up that another process takes, and after how many steps it stands still; none: it runs to its end. */
export interface Task {
  kind:
    | 'erasure'
    | 'list'
    | 'download'
    | 'import'
    | 'notice'
    | 'retention'
    | 'ask'
    | 'take-back'
    | 'countries'
    | Containing;
  libraryId: string;
  id: string;
  steps?: number;
  now: Date;
}

/** How far a task came before its process killed itself. */
export interface Came {
  number: number;
  came: 'to stand' | 'to its end' | 'to a fault';
  steps: string[];
  fault?: string;
}

/** Has a process take up tasks, each to a step of its own, and kill itself with SIGKILL where all of them stand. */
export async function killedIn(carrel: Carrel, tasks: Task[], settings: Record<string, string> = {}) {
  const child = besides(carrel, 'stop-and-die.ts', [JSON.stringify(tasks)], settings);
  await child.ended;
  if (child.child.signalCode !== 'SIGKILL') throw new Error(`It was not killed:\n${child.output}`);
  return child.output
    .split('\n')
    .filter((line) => line.startsWith('{"number"'))
    .map((line) => JSON.parse(line) as Came)
    .sort((one, other) => one.number - other.number);
}
