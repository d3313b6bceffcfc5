/* global React, carrelParts */

/** The libraries of an incident on the officers' page, written for the browser as they stand. */
(() => {
  const h = React.createElement;
  const { ActionForm, Assessed, Decided, Letters, NewHold, Notified, Table, TOTALS, stateOf, when, whomOf } =
    carrelParts;

  const Overview = ({ letters }) =>
    h(Table, {
      caption: 'Letters to readers, library by library',
      head: ['Library', 'Drafted', 'State', 'To', ...TOTALS.map(([label]) => label)],
      rows: letters.map((one) => [
        one.library,
        when(one.draftedAt),
        stateOf(one),
        whomOf(one.audience),
        ...TOTALS.map(([, name]) => one.totals[name]),
      ]),
      empty: 'No library has drafted letters yet.',
    });

  /** What officers do for one library, for its controller, by the forms of its owner; to decide is the owner's. */
  function Libraries({ record, resource }) {
    const { details, letters = [], chosen, scope, proof } = record.params;
    if (!details.libraries.length) return null;
    const at = (slug) => `/admin/resources/${resource.id}/records/${record.id}/show?library=${slug}`;
    const form = ({ fixed, ...properties }) =>
      h(ActionForm, { record, resource, fixed: { library: chosen.slug, ...fixed }, ...properties });
    const others = details.libraries.filter(({ library }) => library !== chosen?.slug);
    return h(
      'section',
      { 'aria-labelledby': 'libraries' },
      h('h3', { id: 'libraries' }, 'What is done for each library'),
      h(Overview, { letters }),
      others.length
        ? h(
            'ul',
            null,
            others.map(({ library, name }) =>
              h(
                'li',
                { key: library },
                h(
                  'a',
                  { className: 'carrel-link', href: at(library) },
                  `Assess, notify, write and hold for ${name}`,
                ),
              ),
            ),
          )
        : null,
      chosen
        ? h(
            'section',
            { className: 'carrel-containment', 'aria-labelledby': 'chosen' },
            h('h3', { id: 'chosen' }, `For ${nameOf(details, chosen.slug)}`),
            chosen.proposals.map(({ id, happenedAt, text }) =>
              form({
                key: id,
                action: 'confirmControllerAwareness',
                title: `The library proposes: aware only since ${when(happenedAt)}. ${text ?? ''}`,
                fixed: { proposal: id },
                button: 'Confirm it as the second person',
              }),
            ),
            h(Assessed, { ...chosen, form }),
            chosen.decisions.length ? h(Decided, chosen) : h('p', null, 'Its owner has not decided yet.'),
            h(Notified, { ...chosen, form }),
            h(Letters, { ...chosen, scopes: scopesOf(scope, chosen.slug), form }),
            h(NewHold, { scopes: scopesOf(scope, chosen.slug), grounds: proof.grounds, form }),
          )
        : null,
    );
  }

  const scopesOf = ({ items }, slug) => items.filter(({ library }) => library === slug);

  const nameOf = ({ libraries }, slug) => libraries.find(({ library }) => library === slug)?.name ?? slug;

  carrelParts.libraries.push(Libraries);
})();
