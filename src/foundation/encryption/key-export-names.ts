import { randomBytes } from 'node:crypto';
import { instantOf, stampOf } from './stamps.js';

const NAME = /^carrel-keys-(\d{8}T\d{6}Z)((?:-e\d+)*)-[0-9a-f]{6}\.age$/;

/** What the name of an export tells of it. */
export interface ToldByName {
  epochs: number[];
  madeAt: Date;
  isBefore: (instant: Date) => boolean;
}

/** A name for a new export, without its ending: when it was made, the epochs in it, and something that no other has. */
export function exportName(epochs: number[], now: Date): string {
  const held = epochs.map((epoch) => `-e${epoch}`).join('');
  return `carrel-keys-${stampOf(now)}${held}-${randomBytes(3).toString('hex')}`;
}

/** What the name of an export tells, or null for any other file. */
export function readExportName(name: string): ToldByName | null {
  const [, stamp = '', held = ''] = NAME.exec(name) ?? [];
  if (!stamp) return null;
  const epochs = held.split('-e').slice(1).map(Number);
  return { epochs, madeAt: instantOf(stamp), isBefore: (instant) => stamp < stampOf(instant) };
}
