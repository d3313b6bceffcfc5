/* global React, AdminJS, carrelParts */

/** The panel's parts for evidence, custody and the register, written for the browser as they stand. */
(() => {
  const h = React.createElement;
  const { ActionForm, Holds, Table, when } = carrelParts;
  const NOTHING = 'Nothing yet.';
  const long = (name, label, isRequired) => ({ name, label, isLong: true, isRequired });

  /** Links to files of a row; they are saved, not opened. */
  const Files = ({ section, row, files }) =>
    h(
      'ul',
      null,
      files.map(([file, label]) =>
        h(
          'li',
          { key: file },
          h(
            'a',
            { className: 'carrel-link', href: `/admin/files/${section}/${row}/${file}`, download: '' },
            label,
          ),
        ),
      ),
    );

  const Custody = ({ evidence, custody, form }) => [
    h('h3', { key: 'title' }, 'Evidence and who had it'),
    h(Table, {
      key: 'evidence',
      caption: 'Snapshots',
      empty: NOTHING,
      head: ['Taken', 'SHA-256', 'Kept until', 'Ended'],
      rows: evidence.map(({ takenAt, hash, keptUntil, endedAt }) => [
        when(takenAt),
        hash,
        when(keptUntil),
        when(endedAt),
      ]),
    }),
    h(Table, {
      key: 'custody',
      caption: 'Chain of custody',
      empty: NOTHING,
      head: ['When', 'Where', 'What', 'Words'],
      rows: custody.map(({ recordedAt, library, detail, text }) => [
        when(recordedAt),
        library,
        detail,
        text ?? '',
      ]),
    }),
    evidence.length
      ? form({
          key: 'handOver',
          action: 'handOver',
          title: 'Evidence was handed over, verified or stored elsewhere',
          fields: [
            { name: 'evidence', label: 'Snapshot', options: evidence.map(({ id }) => id) },
            long('text', 'Who has it now, what was verified, where it lies', true),
          ],
          button: 'Note the custody',
        })
      : null,
  ];

  const Awareness = ({ proposals, form }) => [
    proposals.map(({ id, happenedAt, text }) =>
      form({
        key: id,
        action: 'confirmAwareness',
        title: `Proposed: aware only since ${when(happenedAt)}. ${text ?? ''}`,
        fixed: { proposal: id },
        button: 'Confirm as the second person',
      }),
    ),
    form({
      key: 'moveAwareness',
      action: 'moveAwareness',
      title: 'Awareness: earlier at once, later once a second person confirms',
      fields: [
        { name: 'awareAt', label: 'Aware since (such as 2026-01-31T09:30:00Z)', isRequired: true },
        long('reason', 'Reason (needed for a later moment)'),
      ],
      button: 'Move the awareness',
    }),
  ];

  const REVIEWS = ['pdf', 'html', 'json'].map((format) => [
    `_review.${format}`,
    `Review: what was done when, as ${format.toUpperCase()}`,
  ]);

  /** What proves an incident, on the page of officers and on that of an owner. */
  function Proof({ record, resource }) {
    const { proof, details, scope } = record.params;
    if (!proof) return null;
    const { isOfficer, libraries, evidence, custody, roles } = proof;
    const form = (properties) => h(ActionForm, { record, resource, ...properties });
    const notifications = libraries.flatMap((slug) =>
      ['pdf', 'html', 'json'].map((format) => [
        `${slug}.${format}`,
        `Notification of ${slug} to its authority as ${format.toUpperCase()}`,
      ]),
    );
    return h(
      'section',
      null,
      h('h3', null, 'Files'),
      h(Files, {
        section: resource.id,
        row: record.id,
        files: [
          ['pack', 'Evidence pack (ZIP), verified offline'],
          ['pack-with-logs', 'The same with the whole logs'],
          ...notifications,
          ...(isOfficer ? REVIEWS : []),
        ],
      }),
      isOfficer ? h(Custody, { evidence, custody, form }) : null,
      h(Holds, { ...proof, scopes: scope?.items ?? [], form }),
      h(Awareness, { ...proof, form }),
      isOfficer
        ? form({
            action: 'assignRole',
            title: `Roles: ${details.roles.map(({ role, holder }) => `${role} ${holder ?? '–'}`).join(', ')}`,
            fields: [
              { name: 'role', label: 'Role', options: roles },
              { name: 'email', label: 'Address of a security officer', isRequired: true },
            ],
            button: 'Give the role',
          })
        : h(Notes, { ...proof, form }),
    );
  }

  const Notes = ({ notes, form }) => [
    form({
      key: 'note',
      action: 'note',
      title: 'Timeline of your library',
      fields: [
        long('text', 'Note; name no reader', true),
        { name: 'happenedAt', label: 'When it happened, if not now (such as 2026-01-31T09:30:00Z)' },
      ],
      button: 'Add the note',
    }),
    h(Table, {
      key: 'notes',
      caption: 'What happened, the latest first',
      empty: NOTHING,
      head: ['Happened', 'Recorded', 'What', 'Words'],
      rows: notes.map((one) => [
        when(one.happenedAt),
        when(one.recordedAt),
        `${one.kind} ${one.detail ?? ''}`,
        one.text ?? '',
      ]),
    }),
  ];

  const ENTRY = {
    number: 'Number',
    library: 'Library',
    title: 'Title',
    facts: 'Facts',
    effects: 'Effects',
    remedy: 'Remedy',
    addedAt: 'Added',
    toldAt: 'Controller told',
    controllerAwareAt: 'Controller aware',
    score: 'Score',
    band: 'Severity',
    assessments: 'Versions of the assessment',
    notifyAuthority: 'Authority to be notified',
    communicateToSubjects: 'Readers to be informed',
    reason: 'Reason',
    departure: 'Why it departs from the assessment',
    readersInformedAt: 'Readers informed',
    phase: 'Phase',
    isFalseAlarm: 'False alarm',
    endedBecause: 'Why it was ended',
  };

  /** One breach as the register has it, and the whole register as files. */
  function RegisterEntry({ record, resource }) {
    const { entry } = record.params;
    if (!entry) return null;
    const words = (name, value) => {
      if (value === null || value === '') return '–';
      if (name.endsWith('At')) return when(value);
      return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
    };
    return h(
      'main',
      { className: 'carrel-part' },
      h('h2', null, `${entry.number}: ${entry.title}`),
      h(
        'dl',
        null,
        Object.entries(ENTRY).map(([name, label]) =>
          h('div', { key: name }, h('dt', null, label), h('dd', null, words(name, entry[name] ?? null))),
        ),
      ),
      h(Table, {
        caption: 'Notifications to the authority',
        empty: NOTHING,
        head: ['Phase', 'Type', 'Sent', 'Reasons where it was late'],
        rows: entry.notifications.map(({ phase, type, completeness, sentAt, lateReasons }) => [
          phase,
          `${type}, ${completeness}`,
          when(sentAt),
          lateReasons ?? '',
        ]),
      }),
      h('h3', null, 'The whole register (Art. 33(5))'),
      h(Files, {
        section: resource.id,
        row: record.id,
        files: ['csv', 'pdf', 'json'].map((format) => [format, `Register as ${format.toUpperCase()}`]),
      }),
    );
  }

  carrelParts.proof.push(Proof);
  Object.assign(AdminJS.UserComponents, { RegisterEntry });
})();
