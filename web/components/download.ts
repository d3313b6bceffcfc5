import { html, nothing, type PropertyDeclarations } from 'lit';
import { CarrelElement } from './carrel-element.js';

interface Request {
  id: string;
  kind: string;
  state:
    'received' | 'waiting-for-identity' | 'in-progress' | 'completed' | 'refused' | 'failed' | 'cancelled';
  download: { bytes: number; expiresAt: string } | null;
}

const LOOK_AGAIN_MS = 1_500;

/** *Download my data*: asks for the file, watches it being made, and hands it over by a link that works once. */
export class Download extends CarrelElement {
  static override properties: PropertyDeclarations = {
    ...CarrelElement.properties,
    request: { state: true },
    isKnown: { state: true },
    said: { state: true },
  };
  declare request: Request | undefined;
  declare isKnown: boolean;
  declare said: string;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.isKnown = false;
    this.said = '';
  }

  /** Not before: a token that was set before this class was known is only now in place. */
  protected override firstUpdated() {
    void this.look();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private async look() {
    const { items } = await this.api.call<{ items: Request[] }>('GET', '/me/requests?limit=20');
    const before = this.request;
    this.request = items.find((one) => one.kind === 'access');
    this.isKnown = true;
    this.replaceChildren();
    if (isOpen(this.request)) this.timer = setTimeout(() => void this.look(), LOOK_AGAIN_MS);
    if (isOpen(this.request)) this.said = this.t.requests.preparing;
    else if (isOpen(before) && this.request?.download) this.said = this.t.requests.ready;
  }

  private async ask() {
    try {
      this.request = await this.api.call<Request>('POST', '/me/requests', { kind: 'access' });
      await this.look();
    } catch {
      // The person is told; the button stays.
      this.said = this.t.optIn.failed;
    }
  }

  private async fetchFile(id: string) {
    try {
      const { url } = await this.api.call<{ url: string }>('POST', `/me/requests/${id}/download-links`);
      // The link names the public address; this page may be open under another one of the same server.
      const { pathname } = new URL(url);
      location.assign(this.session ? pathname : url);
    } catch {
      // The person is told; the button stays.
      this.said = this.t.optIn.failed;
    }
  }

  protected override render() {
    if (!this.isKnown) return html`<slot></slot>`;
    const { t, request } = this;
    return html`<p role="status" aria-live="polite">${this.said}</p>
      <div class="actions">
        ${
          isOpen(request) ? nothing : html`<button @click=${() => this.ask()}>${t.requests.download}</button>`
        }
        ${
          request?.download
            ? html`<button @click=${() => this.fetchFile(request.id)}>${t.requests.get}</button>`
            : nothing
        }
      </div>`;
  }
}

function isOpen(request: Request | undefined): boolean {
  return request?.state === 'received' || request?.state === 'in-progress';
}
