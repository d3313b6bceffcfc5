/* global React, AdminJS, document, window, FormData, location */

/**
 * The panel's own parts, beside AdminJS's. Written for the browser as they stand, with the React that AdminJS brings, so
 * that nothing has to be bundled.
 */
(() => {
  const h = React.createElement;
  const { useState } = React;
  const when = (instant) => new Date(instant).toLocaleString();

  /** Sends a form to an action of a row; gives the answer, or throws with the sentence that it was refused with. */
  async function perform(resourceId, recordId, action, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const answer = await fetch(`/admin/api/resources/${resourceId}/records/${recordId}/${action}`, {
      method: 'POST',
      body,
    });
    if (answer.redirected) location.assign('/admin/login');
    const given = await answer.json();
    if (!answer.ok) throw new Error(given.detail);
    return given;
  }

  function Problem({ children }) {
    return children ? h('p', { className: 'carrel-problem', role: 'alert' }, children) : null;
  }

  function Table({ caption, head, rows, empty }) {
    if (!rows.length) return h('section', null, h('h2', null, caption), h('p', null, empty));
    const cell = (value, i) => h('td', { key: i }, value);
    return h(
      'div',
      { className: 'carrel-scroll', tabIndex: 0, role: 'region', 'aria-label': caption },
      h(
        'table',
        { className: 'carrel-table' },
        h('caption', null, caption),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            head.map((title) => h('th', { key: title, scope: 'col' }, title)),
          ),
        ),
        h(
          'tbody',
          null,
          rows.map((cells, i) => h('tr', { key: i }, cells.map(cell))),
        ),
      ),
    );
  }

  /** Where the panel opens: the sections, in words. */
  function Dashboard() {
    const { resources } = window.REDUX_STATE;
    return h(
      'main',
      { className: 'carrel-part' },
      h('h1', null, 'Your library'),
      h(
        'p',
        null,
        'Whatever you open here of a reader is written into the access log, with your name on it.',
      ),
      h(
        'ul',
        { className: 'carrel-cards' },
        resources.map(({ id, name }) =>
          h(
            'li',
            { key: id },
            h('a', { href: `/admin/resources/${id}` }, AdminJS.useTranslation().translateLabel(id) || name),
          ),
        ),
      ),
    );
  }

  /** How a reader's consents stand, and every interaction with the opt-in section. */
  function Consents({ record }) {
    const { states = [], history = { items: [], next: null } } = record.params;
    return h(
      'div',
      { className: 'carrel-part' },
      h(Table, {
        caption: 'As it stands',
        head: ['Purpose', 'State', 'Since'],
        rows: states.map(({ purpose, state, since }) => [purpose, state, since ? when(since) : '–']),
        empty: 'This library asks no consent.',
      }),
      h(Table, {
        caption: 'History',
        head: ['When', 'Purpose', 'Decision', 'Where', 'Text'],
        rows: history.items.map(({ recordedAt, purpose, decision, surface, language, version }) => [
          when(recordedAt),
          purpose,
          decision,
          surface,
          h('span', { title: version }, `${language} ${version.slice(0, 8)}`),
        ]),
        empty: 'Nothing was decided yet.',
      }),
      history.next ? h('p', null, h('a', { href: `?after=${history.next}` }, 'Earlier')) : null,
    );
  }

  /** Erases a reader for ever, once their address is typed. */
  function Erase({ record, resource }) {
    const [typed, type] = useState('');
    const [problem, refuse] = useState('');
    const [isBusy, begin] = useState(false);
    const send = async (event) => {
      event.preventDefault();
      begin(true);
      try {
        await perform(resource.id, record.id, 'erase', { email: typed });
        location.assign(`/admin/resources/${resource.id}`);
      } catch (error) {
        refuse(error.message);
        begin(false);
      }
    };
    return h(
      'form',
      { className: 'carrel-part', onSubmit: (event) => void send(event) },
      h('h2', null, `Erase ${record.params.name} permanently`),
      h(
        'p',
        null,
        'The account, all conversations, loans and files of this reader are erased, and their keys destroyed. Nobody can bring them back, backups included.',
      ),
      h(Problem, null, problem),
      h('label', { htmlFor: 'erase-email' }, `To confirm, type ${record.params.email}`),
      h('input', {
        id: 'erase-email',
        autoComplete: 'off',
        value: typed,
        onChange: (event) => type(event.target.value),
      }),
      h('button', { type: 'submit', className: 'carrel-danger', disabled: isBusy }, 'Erase permanently'),
    );
  }

  /** A conversation with its messages, and a box to answer. */
  function Thread({ record, resource }) {
    const [body, write] = useState('');
    const [problem, refuse] = useState('');
    const [isBusy, begin] = useState(false);
    const { subject, messages = { items: [], next: null }, reader, state } = record.params;
    const send = async (event) => {
      event.preventDefault();
      begin(true);
      try {
        await perform(resource.id, record.id, 'thread', { body });
        location.reload();
      } catch (error) {
        refuse(error.message);
        begin(false);
      }
    };
    return h(
      'div',
      { className: 'carrel-part' },
      h('h2', null, subject),
      h(
        'p',
        null,
        h('a', { href: `/admin/resources/readers/records/${reader}/show` }, 'The reader'),
        state ? ` · ${state}` : '',
      ),
      messages.next ? h('p', null, h('a', { href: `?after=${messages.next}` }, 'Later messages')) : null,
      h(
        'ol',
        { className: 'carrel-thread' },
        messages.items.map(({ id, from, body: words, at, attachments = [] }) =>
          h(
            'li',
            { key: id, className: from === 'reader' ? 'carrel-theirs' : 'carrel-ours' },
            h('p', { className: 'carrel-who' }, `${from === 'reader' ? 'Reader' : 'Library'} · ${when(at)}`),
            h('p', { className: 'carrel-words' }, words),
            attachments.length
              ? h(
                  'p',
                  { className: 'carrel-who' },
                  `Attached: ${attachments.map((one) => one.name).join(', ')}`,
                )
              : null,
          ),
        ),
      ),
      h(
        'form',
        { onSubmit: (event) => void send(event) },
        h(Problem, null, problem),
        h('label', { htmlFor: 'answer' }, 'Your answer'),
        h('textarea', {
          id: 'answer',
          rows: 5,
          required: true,
          maxLength: 20000,
          value: body,
          onChange: (event) => write(event.target.value),
        }),
        h('button', { type: 'submit', disabled: isBusy }, 'Send'),
      ),
    );
  }

  Object.assign(AdminJS.UserComponents, { Dashboard, Consents, Erase, Thread });
  document.documentElement.lang ||= 'en';
})();
