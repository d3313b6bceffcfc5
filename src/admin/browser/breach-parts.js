/* global React, AdminJS, carrelParts */

/**
 * One library's part of an incident: the page of its owner, and what officers see of it on theirs. Written for the browser as
 * they stand.
 */
(() => {
  const h = React.createElement;
  const { ActionForm, Table, when } = carrelParts;
  const yes = (value) => (value ? 'yes' : 'no');

  const GROUND_FIELDS = [
    {
      name: 'ground',
      label: 'Why the readers need not be informed (Art. 34(3)), where they need not',
      options: ['none', 'unintelligible', 'measures', 'disproportionate-effort'],
    },
    {
      name: 'measures',
      label: 'For measures: the ids of those that were applied and verified',
      isLong: true,
    },
    { name: 'publicText', label: 'For disproportionate effort: what was made public', isLong: true },
    { name: 'publicAddress', label: 'Or the address where it stands' },
    { name: 'publishedAt', label: 'And when it was made public (such as 2026-01-31T09:30:00Z)' },
  ];

  /** The ground of a decision, with what shows it and whether it still holds. */
  const Ground = ({ kind, holds, against, proof, measures, communication }) =>
    h(
      'section',
      null,
      h('h3', null, `Ground: ${kind}`),
      h('p', { role: 'status' }, holds ? 'It holds.' : `It no longer holds. ${against.join(' ')}`),
      proof ? h('p', null, proof.says) : null,
      proof
        ? h(Table, {
            caption: 'Unsealed columns',
            head: ['Table', 'Column', 'What it is'],
            rows: proof.unsealed.map(({ table, column, what }) => [table, column, what]),
          })
        : null,
      measures
        ? h(Table, {
            caption: 'Measures',
            head: ['Measure', 'Verified'],
            rows: measures.map((one) => [one.kind, when(one.verifiedAt)]),
          })
        : null,
      communication
        ? h(
            'p',
            { className: 'carrel-words' },
            `Made public ${when(communication.publishedAt)}. ${communication.address ?? ''} ${communication.text ?? ''}`,
          )
        : null,
    );

  const Clocks = ({ caption, clocks }) =>
    h(Table, {
      caption,
      head: ['Duty', 'State', 'Due', 'Latest', 'Done'],
      rows: clocks.map(({ duty, state, dueAt, latestAt, doneAt }) => [
        duty,
        state,
        when(dueAt),
        when(latestAt),
        when(doneAt),
      ]),
    });

  const YES_NO = ['no', 'yes'];
  const ROWS_BY_CARREL = [
    'notification',
    'controller',
    'contact',
    'processor',
    'aware',
    'lateness',
    'discovery',
  ];

  function assessmentFields({ contexts, circumstances, features }) {
    const why = (name) => ({ name: `why-${name}`, label: `Why (${name})`, isLong: true });
    return [
      { name: 'category', label: 'Most sensitive kind of data', options: Object.keys(contexts) },
      {
        name: 'step',
        label: 'Step that the circumstances allow',
        options: ['0', '1', '2', '3', '-1', '-2', '-3'],
      },
      why('processing'),
      {
        name: 'identification',
        label: 'How easily people are identified (4: at once)',
        options: ['unknown', '1', '2', '3', '4'],
      },
      why('identification'),
      ...Object.entries(circumstances).flatMap(([name, values]) => [
        { name, label: name, options: ['unknown', 'not affected', ...Object.keys(values)] },
        why(name),
      ]),
      { name: 'individuals', label: 'Number of people, if known' },
      {
        name: 'isUnintelligible',
        label: 'Encrypted, and the key is safe (counts where the keys show it)',
        options: YES_NO,
      },
      ...features.map((name) => ({ name: `feature-${name}`, label: `It was: ${name}`, isTicked: false })),
    ];
  }

  /** How severe it is, with the form of another version. */
  function Assessed({ assessments, choices, form }) {
    const last = assessments.at(-1);
    return h(
      'section',
      null,
      last
        ? h(
            'p',
            { role: 'status' },
            `Assessed as ${last.band} (${last.score}). It speaks for: notify the authority ${yes(last.presumption.notifyAuthority)}, inform the readers ${yes(last.presumption.communicateToSubjects)}.`,
          )
        : null,
      last?.unintelligible
        ? h(
            'p',
            { role: 'status' },
            last.unintelligible.isShown
              ? `That the data are unintelligible is shown. ${last.unintelligible.proof.says}`
              : `It is not shown that the data are unintelligible: they count as readable. ${last.unintelligible.against.join(' ')}`,
          )
        : null,
      last && last.nearestCases.length
        ? h(
            'p',
            null,
            `Nearest cases: ${last.nearestCases.map(({ number, title }) => `${number} ${title}`).join('; ')}`,
          )
        : null,
      form({
        action: 'assess',
        title: 'Assess: what is unknown counts as the worst',
        fields: assessmentFields(choices),
        button: 'Assess',
      }),
    );
  }

  /** What the controller decided last, and on which ground. */
  function Decided({ decisions }) {
    const decided = decisions.at(-1);
    return h(
      'section',
      null,
      decided
        ? h(
            'p',
            { role: 'status' },
            `Decided ${when(decided.decidedAt)}: notify the authority ${yes(decided.notifyAuthority)}, inform the readers ${yes(decided.communicateToSubjects)}. ${decided.reason}`,
          )
        : null,
      decided?.ground ? h(Ground, decided.ground) : null,
    );
  }

  const Decision = ({ form }) =>
    form({
      action: 'decide',
      title: 'Decide',
      fields: [
        { name: 'notifyAuthority', label: 'Notify the supervisory authority (Art. 33)', options: YES_NO },
        { name: 'communicateToSubjects', label: 'Inform the readers (Art. 34)', options: YES_NO },
        { name: 'reason', label: 'Reason', isLong: true, isRequired: true },
        {
          name: 'departure',
          label: 'Why it is not what the assessment speaks for, where it is not',
          isLong: true,
        },
        ...GROUND_FIELDS,
      ],
      button: 'Decide',
    });

  /** The notification to the authority and the phases that were sent, with the form of another. */
  const Notified = ({ document, notifications, form }) =>
    h(
      'section',
      null,
      h(Table, {
        caption: `Notification to ${document.authority?.name ?? 'the authority'}`,
        head: ['Row', 'What', 'Answer'],
        rows: document.rows.map(({ rows, title, value }) => [rows, title, value ?? 'To be determined']),
      }),
      h(Table, {
        caption: 'Phases sent',
        head: ['Phase', 'Type', 'Sent', 'Late'],
        rows: notifications.map(({ phase, type, completeness, sentAt, isLate }) => [
          phase,
          `${type}, ${completeness}`,
          when(sentAt),
          yes(isLate),
        ]),
      }),
      form({
        action: 'notify',
        title: 'Record a notification that was sent',
        fields: [
          { name: 'type', label: 'Type', options: ['new', 'follow-up', 'withdraw'] },
          { name: 'completeness', label: 'Is it complete?', options: ['incomplete', 'complete'] },
          { name: 'lateReasons', label: 'Reasons for the delay, after 72 hours', isLong: true },
          { name: 'reference', label: 'The authority’s number' },
          { name: 'sentAt', label: 'When it was sent, if not now (such as 2026-01-31T09:30:00Z)' },
          { name: 'readersInformedAt', label: 'When the readers were informed, if they were' },
          ...document.rows
            .filter(({ key }) => !ROWS_BY_CARREL.includes(key))
            .map(({ key, rows, title, value }) => ({
              name: key,
              label: `${rows} ${title}`,
              isLong: true,
              value: value ?? '',
            })),
        ],
        button: 'Record',
      }),
    );

  /** A breach, for the owner of a library that it hit. */
  function Breach({ record, resource }) {
    const { part, notices = [] } = record.params;
    if (!part) return null;
    const form = (properties) => h(ActionForm, { record, resource, ...properties });
    return h(
      'main',
      { className: 'carrel-part' },
      h('h2', null, `${record.params.number}: ${record.params.title}`),
      h('p', { className: 'carrel-words' }, part.what),
      h(Clocks, { caption: 'What is to be done, and until when', clocks: part.clocks }),
      carrelParts.breach.map((Part, i) => h(Part, { key: i, record, resource })),
      notices.map((notice) =>
        h(
          'section',
          { key: notice.id },
          h('h3', null, `Notice ${notice.phase} of ${when(notice.sentAt)}`),
          h(
            'dl',
            null,
            notice.rows.map(({ key, title, value }) =>
              h('div', { key }, h('dt', null, title), h('dd', null, value ?? 'It follows.')),
            ),
          ),
          notice.acknowledgedAt
            ? h('p', null, `Acknowledged ${when(notice.acknowledgedAt)}.`)
            : form({
                action: 'acknowledge',
                fixed: { notice: notice.id },
                button: 'I have read this notice',
              }),
        ),
      ),
      h(Assessed, { ...record.params, form }),
      h(Decided, record.params),
      h(Decision, { form }),
      h(Notified, { ...record.params, form }),
      carrelParts.proof.map((Part, i) => h(Part, { key: i, record, resource })),
    );
  }

  Object.assign(carrelParts, { Assessed, Clocks, Decided, Notified });
  Object.assign(AdminJS.UserComponents, { Breach });
})();
