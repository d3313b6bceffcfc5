import { statSync } from 'node:fs';
import { WrongUsage } from './wrong-usage.js';

/** The bytes of a file that is named on the command line. @throws WrongUsage when there is none */
export function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new WrongUsage(`There is no file ${path}.`);
  return found.size;
}
