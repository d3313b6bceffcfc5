/* global React, carrelParts */

/** Letters to readers on the pages of a breach and of an incident, written for the browser as they stand. */
(() => {
  const h = React.createElement;
  const { ActionForm, Table, when } = carrelParts;
  const PARTS = [
    ['nature', 'What happened'],
    ['consequences', 'What it may mean for the reader'],
    ['measures', 'What was done and will be'],
    ['advice', 'What the reader can do'],
    ['contact', 'Where more can be asked'],
  ];
  const BANDS = ['confirmed', 'probable', 'possible'];
  const TOTALS = [
    ['All', 'frozen'],
    ['Open', 'pending'],
    ['Accepted', 'accepted'],
    ['Bounced', 'bounced'],
    ['Unreachable', 'unreachable'],
    ['Uncertain', 'ambiguous'],
    ['Recorded', 'recorded'],
    ['Perhaps twice', 'perhapsTwice'],
    ['Readers informed', 'readersInformed'],
  ];
  const LONG_LIST = 400_000;

  const stateOf = ({ state, pausedFor, mode }) =>
    `${state}${pausedFor === 'errors' ? ', since there were too many errors' : ''}${mode === 'live' ? '' : ` (${mode}: no letter leaves)`}`;

  function whomOf({ kind, readers, version, band }) {
    if (kind === 'all') return 'all readers of the library';
    return kind === 'readers'
      ? `${readers.length} ${readers.length === 1 ? 'reader named by id' : 'readers named by their ids'}`
      : `scope version ${version}, ${band}`;
  }

  /** An audience as the fields of a form have it. */
  function fieldsOf({ kind, readers = [], version, band }) {
    return kind === 'scope'
      ? { audience: `${version}-${band}` }
      : { audience: kind, readers: readers.join('\n') };
  }

  const reached = ({ readers, letters }) =>
    `It would reach ${readers} ${readers === 1 ? 'reader' : 'readers'} by ${letters} ${letters === 1 ? 'letter' : 'letters'}, counted now; a minor’s guardian is written to as well.`;

  /** Readers that each version of the scope found, band by band, the latest first. */
  const audiencesOf = (scopes) =>
    [...scopes].reverse().flatMap((scope) =>
      BANDS.map((band) => ({
        value: `${scope.version}-${band}`,
        label: `Scope version ${scope.version}, ${band}: ${scope[band]} found`,
      })),
    );

  /** Whom letters can go to: everybody, those of a version of the scope, or those of a list. */
  const audiences = (scopes) => [
    { value: 'all', label: 'All readers of the library' },
    ...audiencesOf(scopes),
    { value: 'readers', label: 'The readers named below' },
  ];

  /** What a library writes to its readers: each communication, and the form of another. */
  function Letters({ communications, letterWords, scopes, form, files }) {
    return h(
      'section',
      null,
      h('h3', null, 'Letters to the readers (Art. 34)'),
      communications.map((one) => h(Communication, { key: one.id, form, files, ...one })),
      form({
        action: 'draftLetters',
        title: 'Draft letters: plain words, no web addresses; none leaves before the owner approves',
        fields: [
          { name: 'audience', label: 'Whom to write to', options: audiences(scopes) },
          {
            name: 'readers',
            label: 'Ids of readers, one a line, where it goes to readers named here',
            isLong: true,
            most: LONG_LIST,
          },
          { name: 'perDomainPerMinute', label: 'Letters a minute to one domain at most; empty: no limit' },
          {
            name: 'pauseAtPercent',
            label: 'Pauses by itself from this percentage of errors on; empty: 25',
          },
          ...letterWords.flatMap(({ language, text }) =>
            PARTS.map(([part, label]) => ({
              name: `${language}-${part}`,
              label: `${label} (${language})`,
              isLong: true,
              value: text[part],
            })),
          ),
        ],
        button: 'Draft',
        ask: { action: 'countLetters', button: 'Count whom it would reach', says: reached },
      }),
    );
  }

  function Communication({ form, files, ...one }) {
    const { id, audience, letters, totals, draftedAt, approvedAt } = one;
    return h(
      'section',
      { className: 'carrel-containment' },
      h('h4', null, `Letters drafted ${when(draftedAt)}: ${stateOf(one)}`),
      h(
        'p',
        null,
        `To ${whomOf(audience)}; ${one.perDomainPerMinute ? `at most ${one.perDomainPerMinute} a minute to one domain` : 'as many a minute as each domain takes'}; pauses from ${one.pauseAtPercent} % of errors on.` +
          (approvedAt ? ` Approved ${when(approvedAt)}.` : ''),
      ),
      letters.map(({ language, writtenIn, subject, text }) =>
        h(
          'details',
          { key: language },
          h(
            'summary',
            null,
            `${language}: ${subject}` +
              (language === writtenIn ? '' : ` (in ${writtenIn}: there is no text in ${language})`),
          ),
          h('p', { className: 'carrel-words' }, text),
        ),
      ),
      approvedAt
        ? h(Table, {
            caption: 'How the letters went',
            head: TOTALS.map(([label]) => label),
            rows: [TOTALS.map(([, name]) => totals[name])],
          })
        : null,
      h(Steps, { ...one, form, isOwner: files !== undefined }),
      files && totals.bounced + totals.unreachable + totals.ambiguous
        ? h(
            'p',
            null,
            h(
              'a',
              { className: 'carrel-link', href: `${files}/unreached-${id}.csv`, download: '' },
              'Those whom no letter surely reached, as a list for post (CSV)',
            ),
          )
        : null,
      approvedAt
        ? form({
            action: 'reportBounces',
            fixed: { communication: id },
            fields: [
              {
                name: 'messageIds',
                label: 'Message-IDs of letters that came back later, one a line',
                isLong: true,
                most: LONG_LIST,
                isRequired: true,
              },
            ],
            button: 'Count as bounced',
            tells: ({ unknown }) =>
              unknown.length
                ? `These name no letter here that a server had taken, and change nothing: ${unknown.join(', ')}. Every other counts as bounced.`
                : '',
          })
        : null,
    );
  }

  /** What can be done next: letters are paused by either side; the owner alone approves them, and lets them go on. */
  function Steps({ form, isOwner, id, state, audience }) {
    const fixed = { communication: id };
    if (state === 'freezing' || state === 'sending')
      return form({ action: 'pauseLetters', fixed, button: 'Pause' });
    if (state !== 'draft' && state !== 'paused') return null;
    if (!isOwner)
      return h('p', null, `The library’s owner ${state === 'draft' ? 'approves them' : 'lets them go on'}.`);
    if (state === 'paused') return form({ action: 'resumeLetters', fixed, button: 'Go on' });
    return form({
      action: 'approveLetters',
      fixed,
      button: 'Approve: the letters leave',
      ask: {
        action: 'countLetters',
        fixed: fieldsOf(audience),
        button: 'Count whom they reach',
        says: reached,
      },
    });
  }

  /** Of a breach, for the owner of a library that it hit. */
  function OwnLetters({ record, resource }) {
    const { communications = [], letterWords = [], scope } = record.params;
    const form = (properties) => h(ActionForm, { record, resource, ...properties });
    const files = `/admin/files/${resource.id}/${record.id}`;
    return h(Letters, { communications, letterWords, scopes: scope?.items ?? [], form, files });
  }

  Object.assign(carrelParts, { Letters, audiencesOf, TOTALS, stateOf, whomOf });
  carrelParts.breach.push(OwnLetters);
})();
