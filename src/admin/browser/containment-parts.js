/* global React, carrelParts */

/** The panel's part for the containment of an incident, written for the browser as it stands. */
(() => {
  const h = React.createElement;
  const { ActionForm, when } = carrelParts;
  const PREVIEW = [
    { name: 'library', label: 'Short name (slug) of one library; empty: everywhere' },
    {
      name: 'account',
      label: 'Id of one account: a reader of the library, or without one somebody of the staff',
    },
    { name: 'provider', label: 'Key of a social-login provider, to switch it off' },
    { name: 'addresses', label: 'Addresses to block, such as 192.0.2.0/24', isLong: true },
    { name: 'minutes', label: 'Minutes after which it ends by itself; empty: until it is reverted' },
  ];
  const BREAK = {
    name: 'breakGlass',
    label: 'Nobody else can be reached: approve alone, to be reviewed within 24 hours',
    options: ['no', 'yes'],
  };

  /** One action with the forms of the steps that follow from how it stands. */
  function Action({ record, resource, action }) {
    const { id, kind, state, library, account, provider, addresses } = action;
    const form = (step, more) =>
      h(ActionForm, { key: step, record, resource, action: `${step}Action`, fixed: { action: id }, ...more });
    const reason = (label, isRequired = false) => ({ name: 'reason', label, isLong: true, isRequired });
    const about = [library ?? 'everywhere', account, provider, ...addresses].filter(Boolean).join(', ');
    const isDone = ['applied', 'verified', 'failed'].includes(state) && action.appliedAt;
    return h(
      'section',
      { className: 'carrel-containment' },
      h('h4', null, `${kind}, ${about}: ${state}`),
      h('p', null, `${action.who} ${action.howMany}.`),
      h(
        'ul',
        null,
        action.breaks.map((one) => h('li', { key: one }, one)),
      ),
      h('p', null, told(action)),
      state === 'previewed'
        ? form('approve', {
            fields: action.twoPeople ? [BREAK, reason('Why, where you approve alone')] : [],
            button: action.twoPeople ? 'Approve (another than who previewed)' : 'Approve',
          })
        : null,
      state === 'approved' || state === 'failed'
        ? form('apply', {
            fields: [{ name: 'code', label: 'Code of your authenticator, where you have one' }],
            button: 'Apply',
          })
        : null,
      isDone ? form('verify', { button: 'Verify by a probe' }) : null,
      isDone && action.canBeUndone ? form('revert', { fields: [reason('Why')], button: 'Revert' }) : null,
      action.breakGlass && !action.reviewedAt
        ? form('review', {
            title: `One person approved this. Review it by ${when(action.reviewDueAt)}`,
            fields: [{ name: 'finding', label: 'What you find', isLong: true, isRequired: true }],
            button: 'Review',
          })
        : null,
    );
  }

  function told({ previewedAt, appliedAt, effect, verifiedAt, expiresAt, endedAt }) {
    const parts = [`Previewed ${when(previewedAt)}.`];
    if (appliedAt) parts.push(`Applied ${when(appliedAt)}.`);
    for (const [name, count] of Object.entries(effect ?? {})) parts.push(`${name}: ${count}.`);
    if (verifiedAt) parts.push(`Verified ${when(verifiedAt)}.`);
    if (endedAt) parts.push(`Ended ${when(endedAt)}.`);
    else if (expiresAt) parts.push(`Ends by itself ${when(expiresAt)}.`);
    return parts.join(' ');
  }

  function Containment({ record, resource }) {
    const { containment } = record.params;
    if (!containment) return null;
    const { kinds, actions, isMore } = containment;
    return h(
      'section',
      { 'aria-labelledby': 'containment' },
      h('h3', { id: 'containment' }, 'Containment'),
      actions.map((action) => h(Action, { key: action.id, record, resource, action })),
      isMore ? h('p', null, 'Older actions are read by the API.') : null,
      h(ActionForm, {
        record,
        resource,
        action: 'previewAction',
        title: 'Preview an action: nothing is done yet',
        fields: [{ name: 'kind', label: 'What', options: kinds }, ...PREVIEW],
        button: 'Preview',
      }),
    );
  }

  /** Of a breach, for the owner of a library that it hit: what was done and touches it. */
  function OwnContainment({ record }) {
    const done = record.params.part?.containment ?? [];
    if (!done.length) return null;
    return h(
      'section',
      { 'aria-labelledby': 'own-containment' },
      h('h3', { id: 'own-containment' }, 'What was done to contain it, as far as it touches this library'),
      done.map(({ kind, state, breaks, from, until }, i) =>
        h(
          'section',
          { key: i, className: 'carrel-containment' },
          h('h4', null, `${kind}: ${state}`),
          h('p', null, `From ${when(from)}${until ? ` until ${when(until)}` : ', with no end set'}.`),
          h(
            'ul',
            { 'aria-label': 'What it breaks' },
            breaks.map((one) => h('li', { key: one }, one)),
          ),
        ),
      ),
    );
  }

  carrelParts.incident.push(Containment);
  carrelParts.breach.push(OwnContainment);
})();
