import * as consent from 'vanilla-cookieconsent';
import type { Notice } from './notice.js';
import { CHOICE, remembered, type Remembered } from './remembered.js';
import { forget } from './storage.js';
import { translationOf } from './translation.js';
import { waysBack } from './way-back.js';
import { wordsIn } from './words.js';

const DAY_MS = 86_400_000;

/** The banner on a library's own site: it stays until a click, and comes back by its button or when it is due. */
export class CookieBanner {
  /** Categories that have marked scripts on this page. */
  private readonly marked: Set<string>;
  /** What was accepted before the browser began to ask not to be tracked does not run. */
  private readonly isSignalNewer: boolean;
  private sending: Promise<void> = Promise.resolve();

  constructor(private readonly notice: Notice) {
    const scripts = document.querySelectorAll<HTMLScriptElement>('script[data-category]');
    this.marked = new Set([...scripts].map(({ dataset }) => dataset.category ?? ''));
    this.isSignalNewer = notice.gpc && !remembered().gpc;
  }

  async run() {
    const { told, gpc } = this.notice;
    await consent.run({
      mode: 'opt-in',
      autoShow: !gpc,
      hideFromBots: false,
      autoClearCookies: false,
      manageScriptTags: !this.isSignalNewer,
      revision: Number.parseInt(told.meaning.slice(0, 8), 16),
      cookie: { name: CHOICE, expiresAfterDays: (how) => this.daysFor(how) },
      guiOptions: {
        consentModal: { layout: 'box', position: 'bottom left', equalWeightButtons: true },
        preferencesModal: { layout: 'box', equalWeightButtons: true },
      },
      categories: this.categories(),
      language: {
        default: told.language,
        translations: { [told.language]: translationOf(this.notice, wordsIn(told.language)) },
      },
      onModalReady: ({ modalName, modal }) => {
        prepare(modalName, modal, told.language);
      },
      onFirstConsent: () => {
        this.chosen([]);
      },
      onChange: ({ changedCategories }) => {
        this.chosen(changedCategories);
      },
    });
    waysBack(this.notice, wordsIn(told.language), () => {
      consent.showPreferences();
    });
    await this.forgetRefused();
    if (consent.validConsent() && remembered().isPending) this.keep();
  }

  private categories() {
    const optional = this.notice.optional.map(({ key }) => [key, {}] as const);
    return { necessary: { readOnly: true, enabled: true }, ...Object.fromEntries(optional) };
  }

  /** The server's clock says until when a choice stands; this machine's only turns it into days. */
  private daysFor(how: consent.AcceptType): number {
    const { accepted, refused } = this.notice.told.askAgain;
    return (Date.parse(how === 'necessary' ? refused : accepted) - Date.now()) / DAY_MS;
  }

  private chosen(changed: string[]) {
    const withdrawn = changed.filter((key) => !consent.acceptedCategory(key));
    const mustReload = this.isSignalNewer || withdrawn.some((key) => this.marked.has(key));
    this.remember({ ...remembered(), gpc: this.notice.gpc, isPending: true });
    void this.forgetRefused();
    this.keep();
    // A script that has run cannot be taken back but by a page without it.
    if (mustReload)
      void this.sending.then(() => this.forgetRefused()).then(() => {
        location.reload();
      });
  } // prettier-ignore

  /** Has the choice kept by the server; what fails is tried again on the next page. */
  private keep() {
    this.sending = this.sending
      .then(() => this.send())
      .catch((error: unknown) => {
        console.warn('The choice about cookies is not kept yet:', error);
      });
  }

  private async send() {
    const { optional, gpc } = this.notice;
    const choices = Object.fromEntries(optional.map(({ key }) => [key, consent.acceptedCategory(key)]));
    const kept = await this.notice.answer(choices, remembered().visitorId);
    if (kept) this.remember({ visitorId: kept.visitorId, gpc });
    else {
      consent.reset(true);
      location.reload();
    }
  }

  private remember(value: Remembered) {
    consent.setCookieData({ value, mode: 'overwrite' });
  }

  /** Whatever is not accepted now has no business on the device. */
  private forgetRefused(): Promise<void> {
    const refused = this.notice.optional.filter(
      ({ key }) => this.isSignalNewer || !consent.acceptedCategory(key),
    );
    return forget(refused.flatMap(({ trackers }) => trackers));
  }
}

/** The banner leaves the page usable, so it is no modal dialogue: one may tab out of it and is told so. */
function prepare(name: consent.ModalName, modal: HTMLElement, language: string) {
  modal.lang = language;
  if (name !== 'consentModal') return;
  modal.removeAttribute('aria-modal');
  modal.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') event.stopPropagation();
  });
}
