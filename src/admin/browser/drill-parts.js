/* global React, AdminJS, carrelParts */

/** The panel's parts for drills and readiness, written for the browser as they stand. */
(() => {
  const h = React.createElement;
  const { ActionForm, Table, when } = carrelParts;

  /** What an incident's page shows of it as a drill. */
  function Drill({ record, resource }) {
    const { drill, details } = record.params;
    if (!drill) return null;
    const form = (properties) => h(ActionForm, { record, resource, ...properties });
    const minutes = (value) => (value === null || value === undefined ? 'not done' : `${value} min`);
    return h(
      'section',
      null,
      h('h3', null, `${details.number} is a drill: nothing in it happened`),
      h(
        'p',
        null,
        `One hour outside is ${details.pace} in the drill. ${drill.coming} events are still to come.`,
      ),
      drill.items.map((inject) =>
        h(
          'section',
          { key: inject.id },
          h('h4', null, `${when(inject.cameAt)}: ${inject.text}`),
          inject.answers.map((answer, i) => h('p', { key: i, className: 'carrel-words' }, answer)),
          form({
            action: 'answerInject',
            fixed: { inject: inject.id },
            fields: [{ name: 'text', label: 'What you do about it', isLong: true, isRequired: true }],
            button: 'Answer',
          }),
        ),
      ),
      form({
        action: 'inject',
        title: 'Make up an event',
        fields: [
          {
            name: 'afterMinutes',
            label: 'Minutes after the declaration, by the drill’s clock',
            isRequired: true,
          },
          { name: 'text', label: 'What happens; name no reader', isLong: true, isRequired: true },
        ],
        button: 'Make up',
      }),
      form({ action: 'script', button: 'Add the standard script' }),
      details.libraries.map(({ library, name }) =>
        form({
          key: library,
          action: 'testContact',
          title: `Test whether ${name} reads its letters: the drill’s only real letter`,
          fixed: { library },
          button: 'Send the test',
        }),
      ),
      h(Table, {
        caption: 'Contact tests',
        head: ['Library', 'Sent', 'Confirmed'],
        rows: drill.tests.map((test) => [test.library, when(test.sentAt), when(test.confirmedAt)]),
      }),
      h(Table, {
        caption: 'Scores, in minutes of the drill’s clock',
        head: ['Scored', 'Points', 'Declared', 'Snapshot', 'Libraries told', 'Art. 33(3)', 'Events answered'],
        rows: drill.scores.map((score) => [
          when(score.scoredAt),
          `${score.points} of 100`,
          minutes(score.declareMinutes),
          minutes(score.snapshotMinutes),
          minutes(score.noticeMinutes),
          `${score.completeness} %`,
          `${score.injectsAnswered} of ${score.injectsCame}`,
        ]),
      }),
      form({ action: 'scoreDrill', title: 'Score it before you close it', button: 'Score' }),
    );
  }

  const TITLES = {
    'contact-confirmed': 'Its contact read a test within twelve months',
    'authority-set': 'Its supervisory authority is known',
    'letter-template': 'A letter to readers is approved',
    drill: 'It took part in a drill within twelve months',
    'log-coverage': 'The access log has no gap',
    'restore-tested': 'A backup was restored within twelve months',
  };

  const LETTER = {
    nature: 'What happened',
    consequences: 'What it may mean',
    measures: 'What was done',
    advice: 'What the reader can do',
    contact: 'Where to ask',
  };

  /** A library's readiness, line by line. */
  function Readiness({ record, resource }) {
    const { name, readyOf100, lines = [], templates = [] } = record.params;
    const stands = (value) => (/^\d{4}-\d\d-\d\dT/.test(value ?? '') ? when(value) : (value ?? '–'));
    return h(
      'main',
      { className: 'carrel-part' },
      h('h2', null, `${name}: ready ${readyOf100} of 100`),
      h(Table, {
        caption: 'What stands ready for the next breach',
        head: ['What', 'Ready', 'Stands', 'Until', 'What to do'],
        rows: lines.map((line) => [
          TITLES[line.key] ?? line.key,
          line.isMet ? 'yes' : 'no',
          stands(line.stands),
          when(line.until),
          line.isMet ? '–' : line.what,
        ]),
      }),
      templates.map(({ language, approvedAt, text }) =>
        h(ActionForm, {
          key: language,
          record,
          resource,
          action: 'approveLetter',
          title: `The letter to readers (${language}): ${approvedAt ? `approved ${when(approvedAt)}` : 'a draft, not approved'}`,
          fixed: { language },
          fields: Object.entries(LETTER).map(([part, label]) => ({
            name: part,
            label,
            isLong: true,
            isRequired: true,
            value: text[part],
          })),
          button: 'Approve these words',
        }),
      ),
    );
  }

  carrelParts.incident.push(Drill);
  Object.assign(AdminJS.UserComponents, { Readiness });
})();
