/* global React, carrelParts */

/** Letters to readers on the page of a breach, written for the browser as they stand. */
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
  const STEPS = {
    draft: ['approveLetters', 'Approve: the letters leave'],
    sending: ['pauseLetters', 'Pause'],
    paused: ['resumeLetters', 'Go on'],
  };

  function Letters({ record, resource }) {
    const { communications = [], letterWords = [], lettersAt } = record.params;
    return h(
      'section',
      null,
      h('h3', null, 'Letters to the readers (Art. 34)'),
      communications.map((one) => h(Communication, { key: one.id, record, resource, lettersAt, ...one })),
      h(ActionForm, {
        record,
        resource,
        action: 'draftLetters',
        title: 'Draft letters to all readers: plain words, no web addresses',
        fields: letterWords.flatMap(({ language, text }) =>
          PARTS.map(([part, label]) => ({
            name: `${language}-${part}`,
            label: `${label} (${language})`,
            isLong: true,
            value: text[part],
          })),
        ),
        button: 'Draft',
      }),
    );
  }

  function Communication({ record, resource, lettersAt, id, state, pausedFor, letters, totals, approvedAt }) {
    const step = STEPS[state];
    return h(
      'section',
      null,
      h(
        'p',
        { role: 'status' },
        `${state}${pausedFor === 'errors' ? ', since there were too many errors' : ''}` +
          (approvedAt ? `; approved ${when(approvedAt)}` : ''),
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
      h(Table, {
        caption: 'How the letters went',
        head: [
          'All',
          'Open',
          'Accepted',
          'Bounced',
          'Unreachable',
          'Uncertain',
          'Recorded',
          'Readers informed',
        ],
        rows: [
          [
            totals.frozen,
            totals.pending,
            totals.accepted,
            totals.bounced,
            totals.unreachable,
            totals.ambiguous,
            totals.recorded,
            totals.readersInformed,
          ],
        ],
      }),
      step
        ? h(ActionForm, {
            record,
            resource,
            action: step[0],
            fixed: { communication: id },
            button: step[1],
          })
        : null,
      state === 'sent' && totals.bounced + totals.unreachable + totals.ambiguous
        ? h(
            'p',
            null,
            `For those whom no letter surely reached: GET ${lettersAt}/${id}/unreached, a list for post.`,
          )
        : null,
    );
  }

  carrelParts.breach.push(Letters);
})();
