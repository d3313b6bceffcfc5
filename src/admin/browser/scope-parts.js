/* global React, carrelParts */

/** The panel's parts for whom an incident hit, written for the browser as they stand. */
(() => {
  const h = React.createElement;
  const { ActionForm, Table, when } = carrelParts;
  const GAPS = {
    'before-the-log': 'before the log',
    killed: 'a process was killed',
    overflowed: 'too much to wait',
  };

  const coverage = ({ permille, gaps }) =>
    `${(permille / 10).toFixed(1)} %${gaps.length ? ` (${[...new Set(gaps.map(({ cause }) => GAPS[cause] ?? cause))].join(', ')})` : ''}`;

  const asked = ({ kind, of, epoch, from, to }) =>
    [kind, of, epoch === null ? null : `epoch ${epoch}`, `${when(from)} – ${when(to)}`]
      .filter((one) => one !== null)
      .join(' ');

  /** Each answer as it was known then, the latest first. */
  function Answers({ items }) {
    return h(Table, {
      caption: 'Whom it hit, as it was known then',
      head: ['Library', 'Version', 'Asked about', 'Confirmed', 'Probable', 'Possible', 'Records', 'Kinds of data', 'The log tells of'], // prettier-ignore
      rows: [...items]
        .reverse()
        .map((one) => [
          one.library,
          `${one.version}, ${when(one.answeredAt)}`,
          asked(one.question),
          one.confirmed,
          one.probable,
          one.possible,
          `${one.records.confirmed} ≤ ${one.records.probable}`,
          one.categories.possible.join(', ') || '–',
          coverage(one),
        ]),
    });
  }

  /** The latest answer of each library by the country in which its readers live. */
  const Countries = ({ items }) =>
    [...new Map(items.map((one) => [one.library, one])).values()]
      .filter(({ possible }) => possible > 0)
      .map(({ library, version, readersByCountry }) =>
        readersByCountry
          ? h(Table, {
              key: library,
              caption: `By country: ${library}, version ${version}`,
              head: ['Readers live in', 'Confirmed', 'Probable', 'Possible'],
              rows: readersByCountry.map(({ country, confirmed, probable, possible }) => [
                country ?? 'Not known',
                confirmed,
                probable,
                possible,
              ]),
            })
          : h(
              'p',
              { key: library, role: 'status' },
              `Not counted by country yet: ${library}, version ${version}`,
            ),
      );

  /** Of an incident, for officers: what was worked out, and the question for more. */
  function Scope({ record, resource }) {
    const { scope, details } = record.params;
    if (!scope) return null;
    const { confirmed, probable, possible } = scope.totals;
    const text = (name, label, more) => ({ name, label, ...more });
    return h(
      'section',
      null,
      details.phase === 'reported'
        ? h(
            'p',
            { role: 'status' },
            'A draft: nobody has declared this incident yet. Enter the phase “declared”, or end it as a false alarm with the reason.',
          )
        : null,
      h('h3', null, 'Scope'),
      scope.items.length
        ? h('p', null, `Readers hit: ${confirmed} confirmed ≤ ${probable} probable ≤ ${possible} possible.`)
        : h('p', null, 'Nothing was worked out yet.'),
      scope.waiting.length
        ? h(
            'p',
            { role: 'status' },
            `Being worked out: ${scope.waiting.map(({ library }) => library).join(', ')}`,
          )
        : null,
      scope.items.length ? h(Answers, { items: scope.items }) : null,
      h(Countries, { items: scope.items }),
      h(ActionForm, {
        record,
        resource,
        action: 'askScope',
        title: 'Work out whom it hit',
        fields: [
          text('kind', 'What is asked about', { options: scope.kinds }),
          text('of', 'Its id, or the network address; nothing for window and database'),
          text('epoch', 'Epoch of a credential or session, if one only'),
          text('from', 'From (2026-01-31T09:30:00Z)', {
            isRequired: true,
            value: details.occurredFrom ?? '',
          }),
          text('to', 'To; now, if nothing is written'),
          text('library', 'Some libraries only (slugs); else those that were hit, or all'),
        ],
        button: 'Work it out',
      }),
    );
  }

  /** Of a breach, for the owner of a library that it hit. */
  function OwnScope({ record }) {
    const { scope } = record.params;
    if (!scope?.items.length) return null;
    return h(React.Fragment, null, h(Answers, { items: scope.items }), h(Countries, { items: scope.items }));
  }

  carrelParts.incident.push(Scope);
  carrelParts.breach.push(OwnScope);
})();
