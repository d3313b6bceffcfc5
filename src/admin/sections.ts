import { birthDates } from './birth-dates.section.js';
import type { PanelServices } from './panel-services.js';
import { cookieNotices } from './cookie-notices.section.js';
import { corrections } from './corrections.section.js';
import { cookies } from './cookies.section.js';
import { canaries } from './canaries.section.js';
import { conversations } from './conversations.section.js';
import { erasureLists } from './erasure-lists.section.js';
import { holds } from './holds.section.js';
import { breachRegister } from './breach-register.section.js';
import { breaches } from './breaches.section.js';
import { incidents } from './incidents.section.js';
import { items } from './items.section.js';
import { mandates } from './mandates.section.js';
import { objections } from './objections.section.js';
import { processingRecord } from './processing-record.section.js';
import { purposes } from './purposes.section.js';
import { readiness } from './readiness.section.js';
import { readLimits } from './read-limits.section.js';
import { readers } from './readers.section.js';
import { recipientNotices } from './recipient-notices.section.js';
import { recipients } from './recipients.section.js';
import { requests } from './requests.section.js';
import { staff } from './staff.section.js';
import { deadlineFeeds } from './deadline-feeds.section.js';
import { responsibility } from './responsibility.section.js';
import { retention } from './retention.section.js';
import { restrictions } from './restrictions.section.js';
import { statistics } from './statistics.section.js';
import type { Section } from './section.js';

/** Every section of the panel, in the order of its menu. */
export function sectionsOf(services: PanelServices): Section[] {
  const all = [
    readers,
    conversations,
    requests,
    objections,
    mandates,
    corrections,
    restrictions,
    birthDates,
    holds,
    erasureLists,
    items,
    purposes,
    recipients,
    recipientNotices,
    statistics,
    processingRecord,
    responsibility,
    retention,
    deadlineFeeds,
    cookies,
    cookieNotices,
    staff,
    breaches,
    incidents,
    breachRegister,
    readiness,
    canaries,
    readLimits,
  ];
  return all.map((section) => section(services));
}
