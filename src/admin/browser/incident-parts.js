/* global React, AdminJS, FormData, location, carrelParts */

/** The panel's parts for incidents and breaches, written for the browser as they stand. */
(() => {
  const h = React.createElement;
  const { useState } = React;
  const { Table } = carrelParts;
  const when = (instant) => (instant ? new Date(instant).toLocaleString() : '–');

  async function perform(resource, record, action, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const path = `/admin/api/resources/${resource.id}/records/${record.id}/${action}`;
    const answer = await fetch(path, { method: 'POST', body });
    if (answer.redirected) location.assign('/admin/login');
    const given = await answer.json();
    if (!answer.ok)
      throw new Error([given.detail, ...(given.errors ?? []).map(({ detail }) => detail)].join(' '));
  }

  /** A form of an action; what it does is seen on the page that is loaded again. */
  function ActionForm({ record, resource, action, title, fields = [], fixed = {}, button }) {
    const [problem, refuse] = useState('');
    const [isBusy, begin] = useState(false);
    const send = async (event) => {
      event.preventDefault();
      begin(true);
      const given = Object.fromEntries(new FormData(event.target).entries());
      try {
        await perform(resource, record, action, { ...fixed, ...given });
        location.reload();
      } catch (error) {
        refuse(error.message);
        begin(false);
      }
    };
    const key = (name) => `${action}-${Object.values(fixed).join('-')}-${name}`;
    return h(
      'form',
      { onSubmit: (event) => void send(event) },
      title ? h('h3', null, title) : null,
      problem ? h('p', { className: 'carrel-problem', role: 'alert' }, problem) : null,
      fields.map((field) => h(Input, { key: field.name, id: key(field.name), ...field })),
      h('button', { type: 'submit', disabled: isBusy }, button),
    );
  }

  function Input({ id, name, label, options, isLong, isRequired, isTicked, value }) {
    if (isTicked !== undefined)
      return h(
        'div',
        null,
        h('input', { id, name, type: 'checkbox', defaultChecked: isTicked }),
        h('label', { htmlFor: id }, label),
      );
    const common = { id, name, required: isRequired, defaultValue: value };
    const control = options
      ? h(
          'select',
          common,
          options.map((one) => h('option', { key: one, value: one }, one)),
        )
      : h(
          isLong ? 'textarea' : 'input',
          isLong ? { ...common, rows: 3, maxLength: 5000 } : { ...common, maxLength: 200 },
        );
    return h('div', null, h('label', { htmlFor: id }, label), control);
  }

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

  /** An incident, for the security team. */
  function Incident({ record, resource }) {
    const { details, timeline = { items: [] }, phases = [] } = record.params;
    if (!details) return null;
    const form = (properties) => h(ActionForm, { record, resource, ...properties });
    const { number, title, mode, phase, description, awareAt, plan, libraries } = details;
    const text = (name, label, more) => ({ name, label, ...more });
    return h(
      'main',
      { className: 'carrel-part' },
      h('h2', null, `${number}: ${title}`),
      h('p', null, `${mode}, ${phase}. Aware since ${when(awareAt)}.`),
      h('p', { className: 'carrel-words' }, description),
      carrelParts.incident.map((Part, i) => h(Part, { key: i, record, resource })),
      libraries.map((part) =>
        h(
          'section',
          { key: part.library },
          h(Clocks, { caption: part.name, clocks: part.clocks }),
          form({
            action: 'tell',
            title: `Tell ${part.name}`,
            fixed: { library: part.library },
            fields: [
              text('contact', 'Where they can ask more', { isRequired: true }),
              text('nature', 'Nature, as far as it is known', { isLong: true, value: part.what }),
              text('consequences', 'Likely consequences, if known', { isLong: true }),
              text('measures', 'Measures, if known', { isLong: true }),
            ],
            button: part.toldAt ? 'Send a follow-up' : 'Send the notice',
          }),
        ),
      ),
      form({
        action: 'hit',
        title: 'Add a library that was hit',
        fields: [
          text('library', 'Its short name (slug)', { isRequired: true }),
          text('what', 'What was hit', { isLong: true, isRequired: true }),
        ],
        button: 'Add',
      }),
      h(Table, {
        caption: 'Plan',
        head: ['Step', 'What', 'Owner', 'Due', 'Done', 'Evidence'],
        rows: plan.map((step) => [
          step.title,
          step.what,
          step.owner,
          when(step.dueAt),
          when(step.doneAt),
          step.evidence ?? '–',
        ]),
      }),
      form({ action: 'snapshot', title: 'Evidence', button: 'Take a snapshot' }),
      form({
        action: 'finish',
        title: 'A step is done',
        fields: [
          text('step', 'Step', { options: plan.filter((step) => !step.doneAt).map(({ key }) => key) }),
          text('evidence', 'What shows it', { isLong: true, isRequired: true }),
        ],
        button: 'Done',
      }),
      form({
        action: 'enter',
        title: 'Phase',
        fields: [
          text('phase', 'Phase', { options: phases, value: phase }),
          text('reason', 'Reason (needed to close)', { isLong: true }),
        ],
        button: 'Enter the phase',
      }),
      form({
        action: 'note',
        title: 'Timeline',
        fields: [text('text', 'Note; name no reader', { isLong: true, isRequired: true })],
        button: 'Add',
      }),
      h(Table, {
        caption: 'What happened, the latest first',
        head: ['Happened', 'Recorded', 'What', 'Words'],
        rows: timeline.items.map((one) => [
          when(one.happenedAt),
          when(one.recordedAt),
          `${one.kind} ${one.detail ?? ''}`,
          one.text ?? '',
        ]),
      }),
      carrelParts.proof.map((Part, i) => h(Part, { key: i, record, resource })),
    );
  }

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

  /** A breach, for the owner of a library that it hit. */
  function Breach({ record, resource }) {
    const {
      part,
      notices = [],
      assessments = [],
      decisions = [],
      notifications = [],
      document,
      choices,
    } = record.params;
    if (!part) return null;
    const form = (properties) => h(ActionForm, { record, resource, ...properties });
    const last = assessments.at(-1);
    const decided = decisions.at(-1);
    const yes = (value) => (value ? 'yes' : 'no');
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
      decided
        ? h(
            'p',
            { role: 'status' },
            `Decided ${when(decided.decidedAt)}: notify the authority ${yes(decided.notifyAuthority)}, inform the readers ${yes(decided.communicateToSubjects)}. ${decided.reason}`,
          )
        : null,
      decided?.ground ? h(Ground, decided.ground) : null,
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
      }),
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
      carrelParts.proof.map((Part, i) => h(Part, { key: i, record, resource })),
    );
  }

  // What other scripts of the panel use, and where they add parts of their own to the pages of an incident and of a breach.
  Object.assign(carrelParts, { ActionForm, when, incident: [], breach: [], proof: [] });
  Object.assign(AdminJS.UserComponents, { Incident, Breach });
})();
