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
  function perform(resourceId, recordId, action, fields) {
    return post(`/admin/api/resources/${resourceId}/records/${recordId}/${action}`, fields);
  }

  async function post(path, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const answer = await fetch(path, { method: 'POST', body });
    if (answer.redirected) location.assign('/admin/login');
    const given = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(given.detail), { type: given.type });
    return given;
  }

  function Problem({ children }) {
    return children ? h('p', { className: 'carrel-problem', role: 'alert' }, children) : null;
  }

  function Table({ caption, head, rows, empty }) {
    if (!rows.length)
      return h('section', null, h('h2', null, caption), h('p', null, empty ?? 'Nothing yet.'));
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

  const ALARMS = {
    'request-failed': 'Could not be carried out: answer it yourself',
    'request-stalled': 'Stands still',
    'promise-passed': 'The promised day has passed',
    'limit-passed': 'The law’s limit has passed',
    'review-overdue': 'One officer approved this alone, and nobody has reviewed it within a day',
    'incident-draft':
      'Something set off a draft of an incident: an officer declares it, or ends it as a false alarm',
    'ground-lapsed':
      'The ground against writing to the readers no longer holds: write to them, or decide again',
    'job-late': 'This job has not ended well for too long: the operator is told',
    'backup-late': 'The last good backup is older than two days: the operator is told',
  };

  /** What stands still and should not. */
  function Alarms({ alarms }) {
    return h(
      'section',
      { role: 'alert' },
      h(Table, {
        caption: 'Alarms',
        head: ['What', 'Which', 'Since'],
        rows: alarms.map(({ kind, about, since }) => [ALARMS[kind] ?? kind, about, when(since)]),
        empty: '',
      }),
    );
  }

  /** Where the panel opens: the sections, in words. */
  function Dashboard() {
    const { resources } = window.REDUX_STATE;
    const { i18n, translateLabel } = AdminJS.useTranslation();
    const [alarms, raise] = useState([]);
    React.useEffect(() => {
      void fetch('/admin/api/dashboard')
        .then((answer) => answer.json())
        .then((given) => raise(given.alarms ?? []));
    }, []);
    // A browser says `es-ES`; the menu of languages knows `es`.
    React.useEffect(() => {
      if (i18n.language.includes('-')) void i18n.changeLanguage(i18n.language.slice(0, 2));
    }, [i18n]);
    return h(
      'main',
      { className: 'carrel-part' },
      h('h1', null, 'Your library'),
      alarms.length ? h(Alarms, { alarms }) : null,
      h(
        'p',
        null,
        'Whatever you open here of a reader is written into the access log, with your name on it.',
      ),
      h(
        'ul',
        { className: 'carrel-cards' },
        resources
          .filter(({ href }) => href)
          .map(({ id, name }) =>
            h('li', { key: id }, h('a', { href: `/admin/resources/${id}` }, translateLabel(id) || name)),
          ),
      ),
    );
  }

  /** Finds a reader by the exact address. */
  function Find({ resource }) {
    const [typed, type] = useState('');
    const [problem, refuse] = useState('');
    const send = async (event) => {
      event.preventDefault();
      try {
        const { told } = await post(`/admin/api/resources/${resource.id}/actions/find`, { typed });
        location.assign(`/admin/resources/${resource.id}/records/${told.id}/show`);
      } catch (error) {
        refuse(error.message);
      }
    };
    return h(
      'form',
      { className: 'carrel-part', role: 'search', onSubmit: (event) => void send(event) },
      h(Problem, null, problem),
      h('label', { htmlFor: 'find-email' }, 'E-mail address, exactly'),
      h('input', {
        id: 'find-email',
        type: 'email',
        required: true,
        autoComplete: 'off',
        value: typed,
        onChange: (event) => type(event.target.value),
      }),
      h('button', { type: 'submit' }, 'Find'),
    );
  }

  /** Goes to a reader's conversations. */
  function ToThreads({ record }) {
    React.useEffect(
      () => location.replace(`/admin/resources/conversations?filters.reader=${record.id}`),
      [record.id],
    );
    return null;
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

  /** Erases a reader for ever, once their address is typed; asks for an owner's code where the server does. */
  function Erase({ record, resource }) {
    const [typed, type] = useState('');
    const [code, showCode] = useState(null);
    const [problem, refuse] = useState('');
    const [isBusy, begin] = useState(false);
    const [told, certify] = useState(null);
    const send = async (event) => {
      event.preventDefault();
      begin(true);
      try {
        const fields = code === null ? { email: typed } : { email: typed, code };
        certify((await perform(resource.id, record.id, 'erase', fields)).told);
      } catch (error) {
        if (error.type === '/problems/owner-confirmation') showCode(code ?? '');
        refuse(error.message);
      }
      begin(false);
    };
    if (told) return h(Erased, { ...told, list: `/admin/resources/${resource.id}` });
    return h(
      'form',
      { className: 'carrel-part', onSubmit: (event) => void send(event) },
      h('h2', null, `Erase ${record.params.name} permanently`),
      h(
        'p',
        null,
        'The account, the conversations, the loans and the files of this reader are erased and their keys destroyed. Nobody can bring them back.',
      ),
      record.params.preview ? h(ErasurePreview, record.params.preview) : null,
      h(Problem, null, problem),
      h('label', { htmlFor: 'erase-email' }, 'To confirm, type ', h('strong', null, record.params.email)),
      h('input', {
        id: 'erase-email',
        autoComplete: 'off',
        value: typed,
        onChange: (event) => type(event.target.value),
      }),
      code === null
        ? null
        : h(
            'label',
            null,
            'Code of an owner’s authenticator',
            h('input', {
              inputMode: 'numeric',
              autoComplete: 'one-time-code',
              value: code,
              onChange: (event) => showCode(event.target.value),
            }),
          ),
      h('button', { type: 'submit', className: 'carrel-danger', disabled: isBusy }, 'Erase permanently'),
    );
  }

  /** What an erasure would do, before it is done. */
  function ErasurePreview({ goes, stays, recipients, openRequests, holds, files }) {
    const named = (one) => one.name;
    return h(
      'div',
      null,
      holds.length
        ? h(
            'p',
            { className: 'carrel-problem' },
            `Held until it is lifted: ${holds.map(({ text, reviewOn }) => `${text}, looked at again by ${reviewOn}`).join('; ')}. What is not held goes at once.`,
          )
        : null,
      openRequests.length
        ? h('p', null, `Closed unanswered by it: ${openRequests.map(({ kind }) => kind).join(', ')}.`)
        : null,
      h(
        'p',
        null,
        recipients.length
          ? `Told of it: ${recipients.map(named).join(', ')}.`
          : 'Nobody else received data of this reader, so that nobody is told.',
      ),
      h(Table, {
        caption: `What goes, with ${files.count} files`,
        head: ['What', 'How many'],
        rows: goes.map(({ title, count, atLeast }) => [title, atLeast ? `at least ${count}` : count]),
        empty: 'Nothing.',
      }),
      h(Table, {
        caption: 'What stays',
        head: ['What', 'Why', 'Ground', 'Until'],
        rows: stays.map(({ title, why, ground, until }) => [title, why, ground, until]),
        empty: 'Nothing.',
      }),
    );
  }

  function Erased({ certificateUrl, isHeld, list }) {
    return h(
      'div',
      { className: 'carrel-part', role: 'status' },
      h('h2', null, isHeld ? 'A part waits for a legal hold' : 'Erased'),
      h(
        'p',
        null,
        isHeld
          ? 'What is not held is being erased; the rest follows by itself when the last hold is lifted. The reader is told why. The certificate, whose address is shown only now:'
          : 'Nobody can read this reader any more. The certificate, whose address is shown only now:',
      ),
      h('p', null, h('a', { href: certificateUrl }, certificateUrl)),
      h('p', null, h('a', { href: list }, 'Back to the readers')),
    );
  }

  /** A sentence, perhaps fields, and a button: an action that asks before it acts. */
  function Ask({ record, resource, action }) {
    const { ask } = record.params;
    const [values, change] = useState({});
    const [problem, refuse] = useState('');
    const [isBusy, begin] = useState(false);
    const [done, end] = useState(null);
    const list = h('p', null, h('a', { href: `/admin/resources/${resource.id}` }, 'Back to the list'));
    if (done)
      return h(
        'div',
        { className: 'carrel-part', role: 'status' },
        h('h2', null, 'Done'),
        done.certificateUrl
          ? h(
              'p',
              null,
              'The certificate, whose address is shown only now: ',
              h('a', { href: done.certificateUrl }, done.certificateUrl),
            )
          : null,
        list,
      );
    if (!ask) return null;
    const send = async (event) => {
      event.preventDefault();
      begin(true);
      try {
        end((await perform(resource.id, record.id, action.name, values)).told ?? {});
      } catch (error) {
        refuse(error.message);
        begin(false);
      }
    };
    const field = ({ name, label, type, isOptional }) =>
      h(
        'label',
        { key: name },
        label,
        h('input', {
          name,
          type,
          required: !isOptional,
          autoComplete: 'off',
          value: values[name] ?? '',
          onChange: (event) => change({ ...values, [name]: event.target.value }),
        }),
      );
    return h(
      'form',
      { className: 'carrel-part', onSubmit: (event) => void send(event) },
      h('p', null, ask.text),
      h(Problem, null, problem),
      (ask.fields ?? []).map(field),
      h('button', { type: 'submit', className: 'carrel-danger', disabled: isBusy }, ask.button),
      list,
    );
  }

  /** Whom a list found, and how far its erasures are. */
  function ErasureList({ record }) {
    const { state, verdicts = {}, progress = {}, lines = { items: [], next: null } } = record.params;
    const counted = (counts) =>
      Object.entries(counts)
        .map(([name, count]) => `${name}: ${count}`)
        .join(', ') || 'none';
    return h(
      'div',
      { className: 'carrel-part' },
      h('p', { role: 'status' }, `Lines: ${counted(verdicts)}. Erasures: ${counted(progress)}.`),
      state === 'checked'
        ? h('p', null, 'Nobody is erased yet: look at the lines, then erase them or throw the list away.')
        : null,
      h(Table, {
        caption: 'Lines',
        head: ['Line', 'Found', 'Erasure', 'Reader'],
        rows: lines.items.map(({ line, verdict, state: stands, reader }) => [
          line,
          verdict,
          stands === 'none' ? '–' : stands,
          reader
            ? h('a', { href: `/admin/resources/readers/records/${reader}/show` }, 'Show the reader')
            : '–',
        ]),
        empty: 'There are no more lines.',
      }),
      lines.next ? h('p', null, h('a', { href: `?after=${lines.next}` }, 'Later lines')) : null,
    );
  }

  /** A link to the reader that a row is about. */
  function ReaderLink({ record, property, where }) {
    const id = record.params[property.path];
    if (!id) return null;
    const link = h(
      'a',
      { className: 'carrel-link', href: `/admin/resources/readers/records/${id}/show` },
      'Show the reader',
    );
    return where === 'show'
      ? h('p', { className: 'carrel-value' }, h('span', null, property.label), link)
      : link;
  }

  /** The whole record of processing, in each of its forms. */
  function RecordFiles({ record, property }) {
    const file = (format) =>
      h(
        'a',
        {
          key: format,
          className: 'carrel-link',
          href: `/admin/files/processing-record/${record.id}/${format}`,
          download: `record-of-processing.${format}`,
        },
        format.toUpperCase(),
      );
    const links = record.params[property.path].split(' ').flatMap((format) => [file(format), ' ']);
    return h('p', { className: 'carrel-value' }, h('span', null, property.label), links);
  }

  /** The paper that came with a row, to be saved and looked at; nothing once it is removed. */
  function PaperLink({ record, resource, property }) {
    const { translateProperty } = AdminJS.useTranslation();
    const name = record.params[property.path];
    if (!name) return null;
    const href = `/admin/files/mandates/${record.id}/${record.id}`;
    const link = h('a', { className: 'carrel-link', href, download: name }, name);
    const label = translateProperty(property.label, resource.id);
    return h('p', { className: 'carrel-value' }, h('span', null, label), link);
  }

  /** The row's own page, from its name in a list. */
  function OpenLink({ record, resource, property }) {
    const href = `/admin/resources/${resource.id}/records/${record.id}/show`;
    return h('a', { className: 'carrel-link', href }, record.params[property.path] || 'Open');
  }

  /** One thing that an owner does to a row: what it means, a reason where one is asked for, and what is told once it is done. */
  function Perform({ record, resource }) {
    const [reason, write] = useState('');
    const [problem, refuse] = useState('');
    const [isBusy, begin] = useState(false);
    const [done, end] = useState(null);
    const { words, asks, button, action } = record.params.does ?? {};
    const send = async (event) => {
      event.preventDefault();
      begin(true);
      try {
        end(await perform(resource.id, record.id, action, asks ? { reason } : {}));
      } catch (error) {
        refuse(error.message);
        begin(false);
      }
    };
    const back = h(
      'p',
      null,
      h('a', { href: `/admin/resources/${resource.id}/records/${record.id}/show` }, 'Back'),
    );
    if (done)
      return h(
        'div',
        { className: 'carrel-part', role: 'status' },
        h('p', null, done.notice.message),
        Object.entries(done.told).map(([name, value]) => h('p', { key: name }, h('code', null, value))),
        back,
      );
    return h(
      'form',
      { className: 'carrel-part', onSubmit: (event) => void send(event) },
      h('p', null, words),
      h(Problem, null, problem),
      asks ? h('label', { htmlFor: 'reason' }, asks) : null,
      asks
        ? h('textarea', {
            id: 'reason',
            rows: 5,
            required: true,
            maxLength: 2000,
            value: reason,
            onChange: (event) => write(event.target.value),
          })
        : null,
      h('button', { type: 'submit', disabled: isBusy }, button),
      back,
    );
  }

  /** A change of birth date or country that waits for an owner: what the account says, what was asked, two buttons. */
  function BirthDate({ record, resource }) {
    const [problem, refuse] = useState('');
    const [isBusy, begin] = useState(false);
    const [decided, decide] = useState('');
    const { name, reader, present = {}, asked = {}, state } = record.params;
    const send = async (action) => {
      begin(true);
      try {
        const { notice } = await perform(resource.id, record.id, action, {});
        decide(notice.message);
      } catch (error) {
        refuse(error.message);
        begin(false);
      }
    };
    const button = (action, label) =>
      h('button', { type: 'button', disabled: isBusy, onClick: () => void send(action) }, label);
    const isOpen = state === 'open' && !decided;
    return h(
      'div',
      { className: 'carrel-part' },
      h('h2', null, name),
      h('p', null, h('a', { href: `/admin/resources/readers/records/${reader}/show` }, 'Show the reader')),
      h(Table, {
        caption: 'The change',
        head: ['Datum', 'In the account', 'Asked for'],
        rows: [
          ['Birth date', present.birthDate ?? '–', asked.birthDate],
          ['Country', present.country ?? '–', asked.country],
        ],
      }),
      isOpen
        ? h(
            'p',
            null,
            'This change would free the reader of the age rule. The reader is told your decision by letter.',
          )
        : h(
            'p',
            { role: 'status' },
            `The change is ${decided || state}. `,
            h('a', { href: `/admin/resources/${resource.id}` }, 'Back to the list'),
          ),
      h(Problem, null, problem),
      isOpen
        ? h('p', { className: 'carrel-choice' }, button('accept', 'Accept'), button('refuse', 'Refuse'))
        : null,
    );
  }

  const EXTENSIONS = [
    ['complexity', 'It is complex'],
    ['number', 'There are many'],
  ];
  const REFUSALS = [
    ['manifestly-unfounded', 'It is manifestly unfounded (Art. 12(5))'],
    ['excessive', 'It is excessive (Art. 12(5))'],
    ['cannot-identify', 'We cannot tell who asks (Art. 12(2))'],
    ['others-rights', 'It would harm others’ rights (Art. 15(4))'],
    ['exemption', 'The law exempts it'],
  ];
  /** Each thing that may be done about a request: its button, what its words are, and the reasons of the law. */
  const DEEDS = {
    answer: { label: 'Answer', words: 'What was done, for the reader to read' },
    'ask-identity': {
      label: 'Ask who it is',
      words: 'What is missing and why, for the reader to read',
      hint: 'Asked within three working days of receipt, the clock rests until the reader answers. It is asked once.',
    },
    'confirm-identity': { label: 'It is known who asks' },
    extend: {
      label: 'Extend to three months',
      words: 'Why, for the reader to read',
      reasons: EXTENSIONS,
      hint: 'Three months from receipt. The reader is told now.',
    },
    refuse: {
      label: 'Refuse',
      words: 'Why, for the reader to read',
      reasons: REFUSALS,
      isDangerous: true,
      hint: 'The letter names the supervisory authority and the way to the courts.',
    },
  };

  /** The form of one deed, closed until it is wanted. */
  function Deed({ name, record, resource }) {
    const { label, words, reasons, hint, isDangerous } = DEEDS[name];
    const [typed, type] = useState('');
    const [reason, choose] = useState(reasons ? reasons[0][0] : '');
    const [problem, refuse] = useState('');
    const [isBusy, begin] = useState(false);
    const send = async (event) => {
      event.preventDefault();
      begin(true);
      try {
        const given = { ...(words ? { words: typed } : {}), ...(reasons ? { reason } : {}) };
        await perform(resource.id, record.id, name, given);
        location.assign(`/admin/resources/${resource.id}/records/${record.id}/show`);
      } catch (error) {
        refuse(error.message);
        begin(false);
      }
    };
    const option = ([code, title]) => h('option', { key: code, value: code }, title);
    return h(
      'details',
      { open: name === 'answer' },
      h('summary', null, label),
      h(
        'form',
        { onSubmit: (event) => void send(event) },
        hint ? h('p', null, hint) : null,
        h(Problem, null, problem),
        reasons
          ? h(
              'label',
              { htmlFor: `${name}-reason` },
              'Reason',
              h(
                'select',
                { id: `${name}-reason`, value: reason, onChange: (event) => choose(event.target.value) },
                reasons.map(option),
              ),
            )
          : null,
        words ? h('label', { htmlFor: `${name}-words` }, words) : null,
        words
          ? h('textarea', {
              id: `${name}-words`,
              rows: 4,
              required: true,
              maxLength: 5000,
              value: typed,
              onChange: (event) => type(event.target.value),
            })
          : null,
        h(
          'button',
          { type: 'submit', disabled: isBusy, ...(isDangerous ? { className: 'carrel-danger' } : {}) },
          label,
        ),
      ),
    );
  }

  /** A request with its clock, what was said about it, and what may be done now. */
  function DataRequest({ record, resource }) {
    const { kind, state, reader, identity, extension, refusal, answer, may = [], ...at } = record.params;
    const dates = [
      ['Received', at.receivedAt],
      ['Promised by', at.promisedBy],
      ['Legal limit', at.legalLimit],
      ['Asked who it is', identity?.askedAt],
      ['Known who asks', identity?.providedAt],
      ['Extended until', at.extendedUntil],
      ['Completed', at.completedAt],
      ['Refused', refusal?.at],
    ];
    const said = [
      ['Asked of the reader', identity?.why],
      ['The reader answered', identity?.answer],
      ['Why it takes longer', extension?.explanation],
      ['Why it is refused', refusal?.explanation],
      ['The answer', answer],
    ].filter(([, words]) => words);
    return h(
      'div',
      { className: 'carrel-part' },
      h('h2', null, `${kind}: ${state}`),
      h('p', null, h('a', { href: `/admin/resources/readers/records/${reader}/show` }, 'Show the reader')),
      h(Table, {
        caption: 'The clock',
        head: ['What', 'When'],
        rows: dates.filter(([, instant]) => instant).map(([what, instant]) => [what, when(instant)]),
        empty: '',
      }),
      said.map(([who, words]) =>
        h('section', { key: who }, h('h3', null, who), h('p', { className: 'carrel-words' }, words)),
      ),
      may.length
        ? Object.keys(DEEDS)
            .filter((name) => may.includes(name))
            .map((name) => h(Deed, { key: name, name, record, resource }))
        : h('p', { role: 'status' }, 'Nothing is to be done about this request.'),
    );
  }

  /** The files of a thread, each to be saved. */
  function Files({ thread, items, next }) {
    const file = ({ id, name, size }) =>
      h(
        'li',
        { key: id },
        h('a', { href: `/admin/files/conversations/${thread}/${id}`, download: name }, name),
        ` (${size} bytes)`,
      );
    return h(
      'section',
      null,
      h('h2', null, 'Files'),
      h('ul', null, items.map(file)),
      next ? h('p', null, h('a', { href: `?files=${next}` }, 'Later files')) : null,
    );
  }

  /** A conversation with its messages, and a box to answer. */
  function Thread({ record, resource }) {
    const [body, write] = useState('');
    const [problem, refuse] = useState('');
    const [isBusy, begin] = useState(false);
    const none = { items: [], next: null };
    const { subject, reader, messages = none, attachments = none } = record.params;
    const send = async (event) => {
      event.preventDefault();
      begin(true);
      try {
        await perform(resource.id, record.id, 'answer', { body });
        location.assign(`/admin/resources/${resource.id}/records/${record.id}/show`);
      } catch (error) {
        refuse(error.message);
        begin(false);
      }
    };
    const message = ({ id, author, body: words, sentAt }) =>
      h(
        'li',
        { key: id, className: author === 'reader' ? 'carrel-theirs' : 'carrel-ours' },
        h(
          'p',
          { className: 'carrel-who' },
          `${author === 'reader' ? 'Reader' : 'Library'} · ${when(sentAt)}`,
        ),
        h('p', { className: 'carrel-words' }, words),
      );
    return h(
      'div',
      { className: 'carrel-part' },
      h('h2', null, subject),
      h('p', null, h('a', { href: `/admin/resources/readers/records/${reader}/show` }, 'Show the reader')),
      h('ol', { className: 'carrel-thread' }, messages.items.map(message)),
      messages.next ? h('p', null, h('a', { href: `?after=${messages.next}` }, 'Later messages')) : null,
      attachments.items.length ? h(Files, { thread: record.id, ...attachments }) : null,
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

  const parts = {
    Dashboard,
    Find,
    ToThreads,
    Consents,
    Erase,
    Ask,
    ErasureList,
    ReaderLink,
    PaperLink,
    OpenLink,
    BirthDate,
    DataRequest,
    RecordFiles,
    Perform,
    Thread,
  };
  Object.assign(AdminJS.UserComponents, parts);
  // What other scripts of the panel use.
  globalThis.carrelParts = { Table };
  document.documentElement.lang = (window.localStorage.getItem('i18nextLng') ?? 'en').slice(0, 2);
})();
