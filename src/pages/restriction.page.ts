import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { RestrictionsService } from '../modules/data-subject-requests/restrictions.service.js';
import { EMPTY, form, instant, select } from './parts.js';
import { wordOf } from './texts/texts.js';
import type { Visit } from './visit.js';

type Restrictions = Awaited<ReturnType<RestrictionsService['mine']>>;

const GROUNDS = ['18(1)(a)', '18(1)(b)', '18(1)(c)', '18(1)(d)'] as const;

/** *Restrict*: what it means in plain words, what is restricted now, and the button that begins or ends it. */
export function restrictionSection(visit: Visit, restrictions: Restrictions) {
  const { restriction: words } = visit.t;
  const open = restrictions.filter(({ liftedAt }) => liftedAt === null);
  return html`<section id="restriction" aria-labelledby="restriction-title">
    <h2 id="restriction-title">${words.title}</h2>
    <p>${words.lead}</p>
    ${open.length ? open.map((one) => standing(visit, one)) : asking(visit)}
  </section>`;
}

function asking(visit: Visit) {
  const { restriction: words } = visit.t;
  return form(
    visit,
    '/account/restriction',
    html`${select(EMPTY, {
        name: 'ground',
        label: words.why,
        choices: GROUNDS.map((ground) => [ground, words.grounds[ground]] as const),
      })} <button>${words.begin}</button>`,
  );
}

function standing(visit: Visit, { id, ground, since, liftsAt }: Restrictions[number]) {
  const { t, language } = visit;
  const { restriction: words } = t;
  return html`<div class="card">
    <h3>${words.standing}</h3>
    <p>${words.since} ${instant(language, since)}. ${wordOf(words.grounds, ground) ?? ''}</p>
    ${liftsAt ? html`<p role="status">${words.lifts} ${instant(language, liftsAt)}.</p>` : nothing}
    ${
      ground === 'legal-hold'
        ? nothing
        : form(
            visit,
            '/account/restriction/end',
            html`<input type="hidden" name="restriction" value=${id} /> <button>${words.end}</button>`,
          )
    }
  </div>`;
}
