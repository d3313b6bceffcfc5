/* global React, carrelParts */

/** The panel's parts for legal holds of an incident, written for the browser as they stand. */
(() => {
  const h = React.createElement;
  const { Table, audiencesOf, when } = carrelParts;
  const DAY = '(such as 2027-03-31, at most a year)';
  const people = (count) => `${count} ${count === 1 ? 'reader' : 'readers'}`;

  const counted = ({ readers, held }) =>
    `It would hold data of ${people(readers)}, counted now` +
    (held ? `; of ${held} of them this incident holds data already, which stays as it is.` : '.');

  const soFar = (parts) => people(parts.reduce((sum, { held }) => sum + held, 0));

  /** Says who could not be held; where all are, the page shows them. */
  const missed = (_, parts) => {
    const unknown = parts.flatMap((one) => one.unknown);
    return unknown.length
      ? `Held: data of ${soFar(parts)}. Nobody here has these ids, or they are erased: ${unknown.join(', ')}`
      : '';
  };

  const long = (name, label, isRequired) => ({ name, label, isLong: true, isRequired });

  /** A hold on readers by their ids or by a version of the scope; nobody is held before it was counted who would be. */
  const NewHold = ({ scopes, grounds, form }) =>
    form({
      action: 'holdReaders',
      title: 'Keep readers’ data as evidence: an erasure waits, and they are told why',
      fields: [
        {
          name: 'audience',
          label: 'Whose data',
          options: [{ value: 'readers', label: 'Of the readers named below' }, ...audiencesOf(scopes)],
        },
        { ...long('readers', 'Ids of readers to hold, one a line, 200 at most'), most: 8_000 },
        { name: 'ground', label: 'Ground of Art. 17(3)', options: grounds },
        { name: 'citation', label: 'Provision or case', isRequired: true },
        long('words', 'Why it is needed, and why no less would do', true),
        { name: 'purposes', label: 'Purposes held, such as account' },
        { name: 'tables', label: 'Tables held, such as loan; purposes or tables are needed' },
        { name: 'reviewOn', label: `Look at it again by ${DAY}`, isRequired: true },
      ],
      button: 'Hold',
      tells: missed,
      goesOn: (parts) => `Held so far: data of ${soFar(parts)}. Leave this page open.`,
      ask: {
        action: 'countHolds',
        button: 'Count whom it would hold',
        says: counted,
        first: 'Count first whom it would hold.',
      },
    });

  /** Each hold of an incident, to be looked at again or lifted. */
  const Holds = ({ holds, libraries, isOfficer, scopes, grounds, form }) => [
    h(Table, {
      key: 'holds',
      caption: 'Legal holds for this incident',
      empty: 'Nothing yet.',
      head: ['Library', 'Reader', 'Ground', 'Case', 'What', 'Look again by', 'Lifted'],
      rows: holds.map((one) => [
        one.library,
        one.reader,
        one.ground,
        one.citation,
        [...one.purposes, ...one.tables].join(', '),
        `${one.reviewOn}${one.isOverdue ? ' (overdue)' : ''}`,
        when(one.liftedAt),
      ]),
    }),
    holds
      .filter(({ liftedAt }) => !liftedAt)
      .flatMap(({ id, library, reader }) => [
        form({
          key: `review-${id}`,
          action: 'reviewHold',
          title: `The hold on ${reader.slice(-8)} is still needed`,
          fixed: { library, hold: id },
          fields: [{ name: 'reviewOn', label: `Look at it next by ${DAY}`, isRequired: true }],
          button: 'Keep this hold',
        }),
        form({
          key: id,
          action: 'liftHold',
          title: `The hold on ${reader.slice(-8)} is needed no more: an erasure that waits goes on`,
          fixed: { library, hold: id },
          button: 'Lift this hold',
        }),
      ]),
    isOfficer
      ? null
      : h(NewHold, {
          key: 'new',
          scopes: scopes.filter(({ library }) => libraries.includes(library)),
          grounds,
          form,
        }),
  ];

  Object.assign(carrelParts, { Holds, NewHold });
})();
