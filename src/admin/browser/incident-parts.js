/* global React, AdminJS, carrelParts */

/** The panel's page of an incident, for the security team, written for the browser as it stands. */
(() => {
  const h = React.createElement;
  const { ActionForm, Clocks, Table, when } = carrelParts;

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
          text('foundAt', 'When that was found, if not now (such as 2026-01-31T09:30:00Z)'),
        ],
        button: 'Add',
      }),
      carrelParts.libraries.map((Part, i) => h(Part, { key: i, record, resource })),
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
        fields: [
          text('text', 'Note; name no reader', { isLong: true, isRequired: true }),
          { name: 'happenedAt', label: 'When it happened, if not now (such as 2026-01-31T09:30:00Z)' },
        ],
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

  Object.assign(AdminJS.UserComponents, { Incident });
})();
