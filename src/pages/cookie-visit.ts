import type { Standing } from '../modules/cookies/choices.service.js';
import type { ServedCookieNotice } from '../modules/cookies/notice-serving.service.js';

/** What a visitor chose about cookies, and what to put before them. */
export interface CookieVisit {
  standing: Standing | null;
  /** The browser says Sec-GPC: 1. */
  gpc: boolean;
  /** The notice to show on this page; undefined where there is nothing to ask. */
  notice: ServedCookieNotice | undefined;
  /** The language comes from an earlier visit. */
  remembersLanguage: boolean;
  /** Where to go on after choosing. */
  back: string;
}
