import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import type { Tracker } from './tracker.entity.js';

/** The buttons that a notice may have. */
export const BUTTONS = ['accept', 'refuse', 'settings', 'save'] as const;

/** Words of a category of trackers. */
export interface CategoryWords {
  key: string;
  title: string;
  text: string;
}

/** One language's exact words of a notice. */
export interface NoticeText {
  language: string;
  title: string;
  text: string;
  labels: { accept: string; refuse: string; settings: string; save: string };
  categories: CategoryWords[];
}

/** A tracker as a published notice tells of it. */
export type CataloguedTracker = Omit<Tracker, 'libraryId' | 'id' | 'createdAt'>;

/** What is to be published. */
export interface NoticeDraft {
  layers: { first: string[]; second: string[] };
  /** The optional categories, in the order shown. */
  categories: { key: string; onByDefault: boolean }[];
  texts: NoticeText[];
}

/** What an entry of the catalogue tells. */
export function told(tracker: CataloguedTracker): CataloguedTracker {
  const { name, kind, category, purposes, lifeDays, dataMonths, setBy, thirdParties, exemption } = tracker;
  return { name, kind, category, purposes, lifeDays, dataMonths, setBy, thirdParties, exemption };
}

/** The catalogue as a notice keeps it: in one order, and nothing but what is told. */
export function snapshotOf(trackers: CataloguedTracker[]): CataloguedTracker[] {
  return trackers.map(told).sort((a, b) => compared(`${a.name}\0${a.kind}`, `${b.name}\0${b.kind}`));
}

/** The version of a notice: SHA-256 of its canonical JSON (RFC 8785), with every language's words and the catalogue. */
export function versionOfNotice({ layers, categories, texts }: NoticeDraft, catalogue: CataloguedTracker[]) {
  return hashOf({ format: 'carrel-cookie-notice-v1', layers, categories, texts, catalogue });
}

/** What visitors choose about: the categories and what is in them. Where it changes, they are asked again. */
export function meaningOf(categories: string[], catalogue: CataloguedTracker[]): Buffer {
  return hashOf({ categories: [...categories].sort(compared), catalogue });
}

function hashOf(value: object): Buffer {
  return createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest();
}

/** The same order on every machine, whatever its language. */
function compared(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
