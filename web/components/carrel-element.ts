import { LitElement, unsafeCSS, type PropertyDeclarations } from 'lit';
import base from '../styles/base.css?inline';
import { texts, type PageLanguage } from '../../src/pages/texts/texts.js';
import type { Texts } from '../../src/pages/texts/shape.js';
import { Session } from './session.js';

/**
 * What the components have in common. On our pages they stand around the forms that work without them, and get a token
 * from the page's session; elsewhere the embedding page gives `api-base` and sets `token`, which is never an attribute.
 */
export abstract class CarrelElement extends LitElement {
  static override styles = unsafeCSS(base);
  static override properties: PropertyDeclarations = {
    apiBase: { attribute: 'api-base' },
    language: {},
    session: {},
    formToken: { attribute: 'form-token' },
    token: { attribute: false },
    library: {},
  };

  declare apiBase: string;
  declare language: PageLanguage;
  declare session: string;
  declare formToken: string;
  declare token: string | undefined;
  /** The slug of the library. */
  declare library: string;
  private opened: Session | undefined;

  constructor() {
    super();
    this.apiBase = '/api/v1';
    this.language = 'en';
    this.session = '';
    this.formToken = '';
    this.library = '';
  }

  protected get t(): Texts {
    return texts[this.language];
  }

  protected get api(): Session {
    const { token, session: address, formToken } = this;
    this.opened ??= new Session(this.apiBase, token === undefined ? { address, formToken } : { token });
    return this.opened;
  }

  protected instant(at: string): string {
    const style = { dateStyle: 'medium', timeStyle: 'short' } as const;
    return new Intl.DateTimeFormat(this.language === 'en' ? 'en-GB' : this.language, style).format(
      new Date(at),
    );
  }
}
