import { html, nothing, type PropertyDeclarations } from 'lit';
import { wordOf } from '../../src/pages/texts/texts.js';
import { CarrelElement } from './carrel-element.js';

interface Purpose {
  key: string;
  title: string;
}

interface State {
  purpose: string;
  state: 'not-asked' | 'given' | 'refused' | 'withdrawn' | 'expired' | 'superseded' | 'unconfirmed';
  since: string | null;
  imported: boolean;
  /** Proof that `current` was served; it answers once. */
  notice: string;
  /** The exact text to decide on. */
  current: { version: string; title: string; text: string; language: string };
  validUntil: string | null;
  isRenewable: boolean;
  isFromGuardian: boolean;
}

interface Entry {
  id: string;
  purpose: string;
  decision: string;
  surface: string;
  version: string;
  recordedAt: string;
  /** What the library says of a decision that it brought along. */
  imported?: { decidedAt: string; method: string; proof: string };
}

interface List<T> {
  items: T[];
}

interface Section {
  purposes: Purpose[];
  states: State[];
  history: Entry[];
}

/** The opt-in section: each choice counts at once, without a reload, and is in the history right away. */
export class OptIn extends CarrelElement {
  static override properties: PropertyDeclarations = {
    ...CarrelElement.properties,
    section: { state: true },
    said: { state: true },
  };
  declare section: Section | undefined;
  declare said: string;

  constructor() {
    super();
    this.said = '';
  }

  /** Not before: a token that was set before this class was known is only now in place. */
  protected override firstUpdated() {
    void this.load();
  }

  private async load() {
    const purposes = `/libraries/${this.library}/purposes?language=${this.language}`;
    const [all, states, history] = await Promise.all([
      this.api.call<List<Purpose>>('GET', purposes),
      this.api.call<List<State>>('GET', `/me/consents?language=${this.language}`),
      this.api.call<List<Entry>>('GET', '/me/consents/history?limit=20'),
    ]);
    this.section = { purposes: all.items, states: states.items, history: history.items };
    this.replaceChildren();
  }

  private async decide({ purpose, notice, current: { version } }: State, isGiven: boolean) {
    try {
      const path = `/me/consents/${purpose}`;
      await (isGiven
        ? this.api.call('PUT', path, { version, notice })
        : this.api.call('DELETE', `${path}?language=${this.language}`));
      await this.load();
      this.said = this.t.done[isGiven ? 'opted-in' : 'opted-out'];
    } catch {
      // The person is told, and decides on what the server serves now: an old notice answers nothing any more.
      this.said = this.t.optIn.failed;
      void this.load();
    }
  }

  protected override render() {
    if (!this.section) return html`<slot></slot>`;
    const { states } = this.section;
    return html`<p role="status" aria-live="polite">${this.said}</p>
      <ul class="cards">
        ${states.map((state) => this.choice(state))}
      </ul>
      <h3 id="history">${this.t.optIn.history}</h3>
      ${this.history()}`;
  }

  private choice(state: State) {
    const { t } = this;
    const { purpose, state: now, since } = state;
    const { title, text, language } = state.current;
    const { words, label } = this.yes(title, state);
    return html`<li class="card" data-purpose=${purpose}>
      <h3>${title}</h3>
      <p lang=${language}>${text}</p>
      <p class="state" data-state=${now}>
        ${t.optIn.states[now]}
        ${since ? html`<span class="hint">${t.optIn.since(this.instant(since))}</span>` : nothing}
        ${
          now === 'given' && state.validUntil
            ? html`<span class="hint">${t.optIn.until(this.instant(state.validUntil))}</span>`
            : nothing
        }
        ${state.imported ? html`<span class="hint">${t.optIn.imported}</span>` : nothing}
      </p>
      ${state.isFromGuardian ? html`<p class="note">${t.optIn.fromGuardian}</p>` : nothing}
      ${state.isRenewable ? html`<p class="note">${t.optIn.renewSoon}</p>` : nothing}
      <div class="actions">
        <button
          aria-label=${label}
          aria-pressed=${now === 'given' && words === t.optIn.in}
          @click=${() => this.decide(state, true)}
        >
          ${words}
        </button>
        <button
          aria-label=${t.optIn.outFor(title)}
          aria-pressed=${now === 'withdrawn' || now === 'refused'}
          @click=${() => this.decide(state, false)}
        >
          ${t.optIn.out}
        </button>
      </div>
    </li>`;
  }

  /** What the button that gives is called: to opt in, to confirm what a guardian gave, or to renew. */
  private yes(title: string, state: State) {
    const { optIn } = this.t;
    if (state.isFromGuardian) return { words: optIn.confirm, label: optIn.confirmFor(title) };
    if (state.isRenewable) return { words: optIn.renew, label: optIn.renewFor(title) };
    return { words: optIn.in, label: optIn.inFor(title) };
  }

  private history() {
    const { t } = this;
    const { purposes = [], history = [] } = this.section ?? {};
    if (!history.length) return html`<p>${t.optIn.none}</p>`;
    // On our own pages only: elsewhere nobody is signed in to them.
    const receipts = this.session ? `/l/${this.library}/account/receipts` : null;
    const titleOf = (key: string) => purposes.find((one) => one.key === key)?.title ?? key;
    return html`<div class="scroll" role="region" aria-labelledby="history" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${t.optIn.when}</th>
            <th scope="col">${t.optIn.purpose}</th>
            <th scope="col">${t.optIn.what}</th>
            <th scope="col">${t.optIn.where}</th>
            <th scope="col">${t.optIn.text}</th>
            ${receipts === null ? nothing : html`<th scope="col">${t.receipt.title}</th>`}
          </tr>
        </thead>
        <tbody>
          ${history.map((entry) => this.entry(entry, titleOf(entry.purpose), receipts))}
        </tbody>
      </table>
    </div>`;
  }

  private entry(entry: Entry, title: string, receipts: string | null) {
    const { t } = this;
    const { purpose, version, recordedAt, decision, surface, imported } = entry;
    const when = this.instant(recordedAt);
    const page = `/l/${this.library}/texts/${purpose}/${version}`;
    // Where the API is, the library's own pages are.
    const address = new URL(page, new URL(this.apiBase, location.href)).href;
    return html`<tr>
      <td>${when}</td>
      <td>${title}</td>
      <td>${wordOf(t.optIn.decisions, decision) ?? decision}</td>
      <td>
        ${wordOf(t.optIn.surfaces, surface) ?? surface}
        ${
          imported
            ? html`<span class="hint"
                >${t.optIn.importedAs(this.instant(imported.decidedAt), imported.method, imported.proof)}</span
              >`
            : nothing
        }
      </td>
      <td><a href=${address} aria-label=${t.optIn.readOf(title, when)}>${t.optIn.read}</a></td>
      ${receipts === null ? nothing : this.receipt(receipts, entry.id, title)}
    </tr>`;
  }

  private receipt(receipts: string, entry: string, title: string) {
    const { t } = this;
    return html`<td>
      <a href=${`${receipts}/${entry}`} aria-label=${t.receipt.of(title)}>${t.receipt.show}</a>
    </td>`;
  }
}
