/* global React, FormData, location, carrelParts */

/** Forms of actions on the panel's own pages, written for the browser as they stand. What was typed stays where one is refused. */
(() => {
  const h = React.createElement;
  const { useState } = React;
  const SIGNED_OUT =
    'You are signed out. Sign in again in another window, then send this once more: what you wrote is still here.';

  /** Sends a form to an action of a row; gives what it tells, or throws with the sentences that it was refused with. */
  async function perform({ resource, record }, action, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const path = `/admin/api/resources/${resource.id}/records/${record.id}/${action}`;
    const answer = await fetch(path, { method: 'POST', body }).catch(() => {
      throw new Error(
        'The server cannot be reached. Send it again in a moment: what you wrote is still here.',
      );
    });
    if (answer.redirected) throw new Error(SIGNED_OUT);
    const given = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(given.detail), { errors: given.errors });
    return given.told ?? {};
  }

  /** The field of a form that a JSON pointer is about, such as `en-advice` for /texts/en/advice. */
  function fieldOf(fields, pointer) {
    const parts = pointer.split('/').slice(1);
    return fields.find(({ name }) => name === parts.slice(-2).join('-') || parts.includes(name));
  }

  /** A refusal in words that name the fields, and the names of these. */
  function refusalOf({ message, errors = [] }, fields) {
    const found = errors.map(({ pointer, detail }) => ({ field: fieldOf(fields, pointer), pointer, detail }));
    const line = (pointer) => (/\/\d+$/.test(pointer) ? `, ${Number(pointer.split('/').at(-1)) + 1}` : '');
    const told = found.map(({ field, pointer, detail }) =>
      field ? `${field.label}${line(pointer)}: ${detail}` : detail,
    );
    const sentences = found.some(({ detail }) => detail === message) ? told : [message, ...told];
    return { sentences, names: found.flatMap(({ field }) => (field ? [field.name] : [])) };
  }

  const NONE = { sentences: [], names: [] };

  /**
   * A form of an action; what it does is seen on the page that is loaded again. `tells` gives words for what the action
   * tells, and then the page stays. What is done in parts, each telling where the `next` begins, says by `goesOn` how far it
   * is. `ask` is a question that the same fields answer, before anything is done; nothing is while one that says why it
   * comes `first` was not answered for the fields as they stand.
   */
  function ActionForm({
    record,
    resource,
    action,
    title,
    fields = [],
    fixed = {},
    button,
    tells,
    goesOn,
    ask,
  }) {
    const [refusal, refuse] = useState(NONE);
    const [said, say] = useState('');
    const [isBusy, begin] = useState(false);
    const [isAsked, answer] = useState(!ask?.first);
    const id = (name) => `${action}-${Object.values(fixed).join('-').slice(0, 120)}-${name}`;
    const doing = async (form, work) => {
      begin(true);
      say('');
      const given = { ...fixed, ...Object.fromEntries(new FormData(form).entries()) };
      try {
        await work(given);
        refuse(NONE);
      } catch (error) {
        const refused = refusalOf(error, fields);
        refuse(refused);
        const [wrong] = refused.names;
        if (wrong) form.elements.namedItem(wrong)?.focus();
      }
      begin(false);
    };
    const send = async (given) => {
      const parts = [await perform({ resource, record }, action, given)];
      for (let { next } = parts[0]; next; { next } = parts.at(-1)) {
        say(goesOn(parts));
        parts.push(await perform({ resource, record }, action, { ...given, after: next }));
      }
      const words = tells?.(parts.at(-1), parts);
      if (words) say(words);
      else location.reload();
    };
    const question = async (given) => {
      say(ask.says(await perform({ resource, record }, ask.action, { ...given, ...ask.fixed })));
      answer(true);
    };
    return h(
      'form',
      {
        onSubmit: (event) => {
          event.preventDefault();
          void doing(event.currentTarget, send);
        },
        onChange: () => {
          if (!ask?.first) return;
          say('');
          answer(false);
        },
      },
      title ? h('h3', null, title) : null,
      refusal.sentences.length
        ? h(
            'div',
            { className: 'carrel-problem', role: 'alert', id: id('refusal') },
            refusal.sentences.map((one) => h('p', { key: one }, one)),
          )
        : null,
      fields.map((field) =>
        h(Input, {
          key: field.name,
          id: id(field.name),
          wrong: refusal.names.includes(field.name) ? id('refusal') : undefined,
          ...field,
        }),
      ),
      h('p', { role: 'status' }, said || (isAsked ? '' : ask.first)),
      h('button', { type: 'submit', disabled: isBusy || !isAsked }, button),
      ask
        ? h(
            'button',
            {
              type: 'button',
              className: 'carrel-quiet',
              disabled: isBusy,
              onClick: (event) => void doing(event.currentTarget.form, question),
            },
            ask.button,
          )
        : null,
    );
  }

  function Input({ id, name, label, options, isLong, most, isRequired, isTicked, value, wrong }) {
    const marked = wrong ? { 'aria-invalid': true, 'aria-describedby': wrong } : {};
    if (isTicked !== undefined)
      return h(
        'div',
        null,
        h('input', { id, name, type: 'checkbox', defaultChecked: isTicked }),
        h('label', { htmlFor: id }, label),
      );
    const common = { id, name, required: isRequired, defaultValue: value, ...marked };
    const control = options
      ? h(
          'select',
          common,
          options.map((one) => {
            const { value: chosen, label: words } =
              typeof one === 'object' ? one : { value: one, label: one };
            return h('option', { key: chosen, value: chosen }, words);
          }),
        )
      : h(
          isLong ? 'textarea' : 'input',
          isLong ? { ...common, rows: 3, maxLength: most ?? 5000 } : { ...common, maxLength: 200 },
        );
    return h('div', null, h('label', { htmlFor: id }, label), control);
  }

  const when = (instant) => (instant ? new Date(instant).toLocaleString() : '–');

  // What other scripts of the panel use, and where they add parts of their own to the pages of an incident and of a breach.
  Object.assign(carrelParts, { ActionForm, when, incident: [], libraries: [], breach: [], proof: [] });
})();
