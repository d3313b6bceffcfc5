/** A tracker as the notice tells of it. */
export interface Tracker {
  name: string;
  kind: 'cookie' | 'local-storage' | 'session-storage' | 'indexed-db' | 'pixel' | 'fingerprint';
  purpose: string;
  lifeDays: number;
  setBy: string;
  thirdParties: string[];
}

export interface Category {
  key: string;
  title: string;
  text: string;
  optional: boolean;
  trackers: Tracker[];
}

interface Told {
  version: string;
  meaning: string;
  language: string;
  title: string;
  text: string;
  labels: { accept: string; refuse: string; settings: string; save: string };
  layers: { first: string[]; second: string[] };
  categories: Category[];
  gpc: boolean;
  askAgain: { accepted: string; refused: string };
  notice: string;
}

/** What was chosen, as the server kept it. */
export interface Kept {
  visitorId: string;
  askAgainAt: string;
}

type Choices = Record<string, boolean>;

/** The library's notice as it was served, and the one call that answers it. */
export class Notice {
  private isAnswered = false;

  private constructor(
    private readonly address: string,
    readonly told: Told,
  ) {}

  static async read(address: string, language: string): Promise<Notice> {
    const asked = /^[a-z]{2,3}(-[A-Z]{2})?$/.test(language) ? `?language=${language}` : '';
    const response = await fetch(`${address}/cookie-notice${asked}`, { credentials: 'omit' });
    if (!response.ok) throw new Error(`the notice answered ${response.status}`);
    return new Notice(address, (await response.json()) as Told);
  }

  get optional(): Category[] {
    return this.told.categories.filter((one) => one.optional);
  }

  /** Whether the browser asks not to be tracked. */
  get gpc(): boolean {
    return this.told.gpc || (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
  }

  /**
   * Has a choice kept. A served notice proves what was shown once: for another choice it is read anew. Null when there is
   * something else to choose by now. @throws Error when it was not kept
   */
  async answer(choices: Choices, visitorId: string | undefined): Promise<Kept | null> {
    const served = this.isAnswered ? await Notice.read(this.address, this.told.language) : this;
    if (served.told.meaning !== this.told.meaning) return null;
    this.isAnswered = true;
    const { version, notice } = served.told;
    const response = await fetch(`${this.address}/cookie-choices`, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version, choices, notice, ...(visitorId ? { visitorId } : {}) }),
    });
    if (response.status === 409) return null;
    if (!response.ok) throw new Error(`the choice answered ${response.status}`);
    return (await response.json()) as Kept;
  }
}
