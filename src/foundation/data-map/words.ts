import type { Category, Retention, Source } from './vocabulary.js';

/** Languages in which the data map speaks to readers. */
export type Language = 'en' | 'es';

type Words = Record<Language, string>;

/** The language of the map nearest to the one asked for. */
export function spoken(language: string): Language {
  return language.toLowerCase().startsWith('es') ? 'es' : 'en';
}

/** Where a datum came from, in plain words (Art. 15(1)(g)). */
export const sources: Record<Source, Words> = {
  reader: { en: 'You gave it.', es: 'La dio usted.' },
  library: { en: 'The library wrote it.', es: 'Lo escribió la biblioteca.' },
  observed: { en: 'It came about as you used the library.', es: 'Surgió al usar usted la biblioteca.' },
  'identity-provider': {
    en: 'It came from the account you sign in with.',
    es: 'Vino de la cuenta con la que entra.',
  },
};

const categories: Record<Category, Words> = {
  identity: { en: 'who you are', es: 'quién es usted' },
  contact: { en: 'how to reach you', es: 'cómo contactarle' },
  credential: { en: 'how you sign in', es: 'cómo entra' },
  reading: { en: 'what you read', es: 'qué lee' },
  communication: { en: 'what was written and said', es: 'lo escrito y lo dicho' },
  consent: { en: 'what you decided', es: 'qué decidió' },
  request: { en: 'what you asked for', es: 'qué pidió' },
  usage: { en: 'how you used the library', es: 'cómo usó la biblioteca' },
  minor: { en: 'that you are a child, and who looks after you', es: 'que es menor, y quién le cuida' },
};

/** A category of data in plain words (Art. 15(1)(b)). */
export function categoryName(category: Category, language: Language): string {
  return categories[category][language];
}

/** What the library brought along, beside what came about here (Art. 14(2)(f)). */
export function broughtAlong(
  count: number,
  language: Language,
  by: 'library' | 'reader' = 'library',
): string {
  if (by === 'reader')
    return language === 'es'
      ? `De ellos, ${count} los trajo usted de otra biblioteca.`
      : `Of these you brought ${count} along from another library.`;
  return language === 'es'
    ? `De ellos, ${count} los trajo la biblioteca de otro lugar.`
    : `Of these the library brought ${count} along from elsewhere.`;
}

/** What tables hold and what columns mean, by table or by `table.property`; what is not here is named after itself. */
const meanings: Record<string, Words> = {
  reader: { en: 'Your account', es: 'Su cuenta' },
  'reader.email': { en: 'E-mail address', es: 'Correo electrónico' },
  'reader.emailConfirmedAt': {
    en: 'When you confirmed the e-mail address',
    es: 'Cuándo confirmó el correo electrónico',
  },
  'reader.name': { en: 'Name', es: 'Nombre' },
  'reader.country': { en: 'Country', es: 'País' },
  'reader.birthDate': { en: 'Date of birth', es: 'Fecha de nacimiento' },
  'reader.language': { en: 'Language', es: 'Idioma' },
  'reader.phone': { en: 'Phone number', es: 'Teléfono' },
  'reader.guardian': { en: 'Parent or guardian', es: 'Madre, padre o tutor' },
  'reader.passwordHash': { en: 'Password', es: 'Contraseña' },
  'reader.state': { en: 'Whether the account is in use', es: 'Si la cuenta está en uso' },
  'reader.agreementVersion': { en: 'Agreement you accepted', es: 'Acuerdo que aceptó' },
  'reader.agreedAt': { en: 'When you accepted the agreement', es: 'Cuándo aceptó el acuerdo' },
  'reader.createdAt': { en: 'When the account was made', es: 'Cuándo se creó la cuenta' },
  'reader.lastSeenAt': { en: 'When you last signed in', es: 'Cuándo entró por última vez' },
  idempotent_answer: {
    en: 'Answers kept so that a repeated call changes nothing twice',
    es: 'Respuestas guardadas para que una llamada repetida no cambie nada dos veces',
  },
  social_attempt: {
    en: 'Sign-ins begun with an account elsewhere',
    es: 'Entradas iniciadas con una cuenta de otro servicio',
  },
  newsletter_recipient: { en: 'Newsletters on their way to you', es: 'Boletines en camino hacia usted' },
  unsubscribe_token: {
    en: 'The links in newsletters that stop them',
    es: 'Los enlaces de los boletines que los detienen',
  },
  interaction_refusal: {
    en: 'Contacts that were refused for want of a consent',
    es: 'Contactos que se rechazaron por falta de consentimiento',
  },
  subject: { en: 'Your standing in this library', es: 'Su situación en esta biblioteca' },
  'subject.kind': { en: 'Kind of account', es: 'Tipo de cuenta' },
  'subject.state': { en: 'Whether the account is active', es: 'Si la cuenta está activa' },
  'subject.ageRule': { en: 'Whether the age rule is met', es: 'Si se cumple la regla de edad' },
  'subject.addressUnconfirmed': {
    en: 'Whether your own address is yet to be confirmed',
    es: 'Si falta confirmar su propia dirección',
  },
  'subject.tokenEpoch': { en: 'Number of general sign-outs', es: 'Número de cierres generales de sesión' },
  'subject.createdAt': { en: 'When we first knew of you', es: 'Desde cuándo sabemos de usted' },
  'subject.leavingAt': {
    en: 'When the deletion that was asked for begins',
    es: 'Cuándo empieza el borrado que se pidió',
  },
  'subject.erasedAt': { en: 'When you were forgotten', es: 'Cuándo se le olvidó' },
  consent: { en: 'Your choices', es: 'Sus decisiones' },
  'consent.validUntil': { en: 'Until when it stands', es: 'Hasta cuándo vale' },
  'consent.confirmation': { en: 'Whose word is still asked for', es: 'De quién se espera aún la palabra' },
  consent_event: { en: 'History of your choices', es: 'Historial de sus decisiones' },
  'consent.isImported': {
    en: 'Whether the library brought it along from elsewhere',
    es: 'Si la biblioteca la trajo de otro lugar',
  },
  'consent_event.servedAt': { en: 'When the text was shown to you', es: 'Cuándo se le mostró el texto' },
  'consent_event.servedId': { en: 'Which showing of the text it was', es: 'Qué presentación del texto fue' },
  cookie_choice: { en: 'Your choices about cookies', es: 'Sus decisiones sobre cookies' },
  cookie_standing: {
    en: 'How your choices about cookies stand',
    es: 'Cómo están sus decisiones sobre cookies',
  },
  objection: { en: 'Your objections', es: 'Sus oposiciones' },
  'objection.directMarketing': { en: 'Whether it is direct marketing', es: 'Si es mercadotecnia directa' },
  'objection.grounds': { en: 'Your reasons', es: 'Sus motivos' },
  'objection.reason': { en: 'The library’s answer', es: 'La respuesta de la biblioteca' },
  'objection.decidedAt': { en: 'When the library answered', es: 'Cuándo respondió la biblioteca' },
  'objection.decidedBy': { en: 'Who answered', es: 'Quién respondió' },
  'objection.endedAt': { en: 'When another followed it', es: 'Cuándo la siguió otra' },
  session: { en: 'Sign-ins', es: 'Inicios de sesión' },
  'letter.recipient': { en: 'Address of letters sent to you', es: 'Dirección de cartas que se le enviaron' },
  'sign_up.email': {
    en: 'A sign-up that nobody has confirmed; it vanishes after 48 hours',
    es: 'Un registro que nadie ha confirmado; desaparece a las 48 horas',
  },
  'sign_up.form': {
    en: 'A sign-up that names you as parent or guardian; unconfirmed, it vanishes after 48 hours',
    es: 'Un registro que le nombra como madre, padre o tutor; sin confirmar, desaparece a las 48 horas',
  },
  'account_link.content': {
    en: 'A letter about somebody’s account, to you as parent or guardian or as a new address; its link dies within days',
    es: 'Una carta sobre la cuenta de alguien, a usted como tutor o como dirección nueva; su enlace muere en días',
  },
  'unverified_request.email': {
    en: 'What was asked in the name of this address and not yet proved; it vanishes after seven days',
    es: 'Lo que se pidió en nombre de esta dirección y aún no se ha demostrado; desaparece a los siete días',
  },
  mandate: { en: 'Who asked for something in your name', es: 'Quién pidió algo en su nombre' },
  'mandate.mandated': {
    en: 'A mandate: who asks for another, and by what right',
    es: 'Un mandato: quién pide por otra persona, y con qué derecho',
  },
  'mandate.paper': {
    en: 'A copy of a document, removed once it was checked',
    es: 'Copia de un documento, retirada tras comprobarla',
  },
  'mandate.reason': { en: 'Why the library decided so', es: 'Por qué la biblioteca decidió así' },
  'request_link.handedTo': {
    en: 'Whom a download was handed over to by a mandate',
    es: 'A quién se entregó una descarga por un mandato',
  },
  request_link: {
    en: 'Letters that handed a download over without signing in',
    es: 'Cartas que entregaron una descarga sin entrar',
  },
  unverified_request: {
    en: 'What was asked in your name and not yet proved',
    es: 'Lo que se pidió en su nombre y aún no se ha demostrado',
  },
  'staff.email': { en: 'An account of the library’s staff', es: 'Una cuenta del personal de la biblioteca' },
  suppression_token: {
    en: 'Token that keeps imports from bringing you back',
    es: 'Marca que impide que una importación le traiga de vuelta',
  },
  letter: { en: 'Letters sent to you', es: 'Cartas que se le enviaron' },
  access_entry: { en: 'Who looked at your data', es: 'Quién consultó sus datos' },
  conversation: { en: 'Conversations', es: 'Conversaciones' },
  message: { en: 'Messages', es: 'Mensajes' },
  attachment: { en: 'Attachments', es: 'Adjuntos' },
  interaction: { en: 'Calls, messages and visits', es: 'Llamadas, mensajes y visitas' },
  loan: { en: 'Loans', es: 'Préstamos' },
  past_loan: { en: 'Loans at other libraries', es: 'Préstamos en otras bibliotecas' },
  'past_loan.item': { en: 'What it was', es: 'Qué era' },
  'past_loan.broughtFrom': { en: 'Which library', es: 'Qué biblioteca' },
  'past_loan.lentAt': { en: 'Since when', es: 'Desde cuándo' },
  'past_loan.returnedAt': { en: 'Given back on', es: 'Devuelto el' },
  'conversation.broughtFrom': { en: 'Brought along from', es: 'Traída de' },
  'conversation.isBroughtAlong': {
    en: 'Whether you brought it along from another library',
    es: 'Si la trajo usted de otra biblioteca',
  },
  portability_import: {
    en: 'What you brought along from other libraries',
    es: 'Lo que trajo de otras bibliotecas',
  },
  'loan.item': { en: 'What it is', es: 'Qué es' },
  'loan.itemId': { en: 'Number of the item', es: 'Número del ejemplar' },
  'loan.position': { en: 'Where you stopped reading', es: 'Dónde dejó de leer' },
  reading_position: { en: 'Where you stopped reading', es: 'Dónde dejó de leer' },
  correction: { en: 'Corrections of your data', es: 'Rectificaciones de sus datos' },
  'correction.datum': { en: 'Which datum', es: 'Qué dato' },
  'correction.rowId': { en: 'Where it stands', es: 'Dónde figura' },
  'correction.old': { en: 'What it was', es: 'Qué era' },
  'correction.new': { en: 'What it became', es: 'Qué pasó a ser' },
  'correction.byKind': { en: 'Who corrected it', es: 'Quién lo rectificó' },
  'correction.byId': { en: 'By which id', es: 'Con qué identificador' },
  'correction.correctedAt': { en: 'When', es: 'Cuándo' },
  correction_proposal: { en: 'Corrections you asked for', es: 'Rectificaciones que pidió' },
  'correction_proposal.requestId': { en: 'Part of which request', es: 'Parte de qué solicitud' },
  'correction_proposal.datum': { en: 'Which datum', es: 'Qué dato' },
  'correction_proposal.rowId': { en: 'Where it stands', es: 'Dónde figura' },
  'correction_proposal.value': { en: 'What is right', es: 'Qué es lo correcto' },
  'correction_proposal.why': { en: 'What is wrong', es: 'Qué está mal' },
  'correction_proposal.askedAt': { en: 'When you asked', es: 'Cuándo lo pidió' },
  'correction_proposal.reason': { en: 'The library’s reason', es: 'El motivo de la biblioteca' },
  'correction_proposal.decidedAt': { en: 'When the library answered', es: 'Cuándo respondió la biblioteca' },
  'correction_proposal.decidedBy': { en: 'Who answered', es: 'Quién respondió' },
  disclosure: { en: 'Who received your data', es: 'Quién recibió sus datos' },
  'disclosure.recipientId': { en: 'Who received them', es: 'Quién los recibió' },
  'disclosure.categories': { en: 'Categories of data', es: 'Categorías de datos' },
  'disclosure.at': { en: 'When', es: 'Cuándo' },
  'disclosure.recordedAt': { en: 'When that was recorded', es: 'Cuándo se registró' },
  'disclosure.recordedBy': { en: 'Who recorded it', es: 'Quién lo registró' },
  breach_letter: {
    en: 'Letters to you about a breach of data',
    es: 'Cartas que se le enviaron sobre una violación de seguridad',
  },
  'breach_letter.communicationId': { en: 'Which communication', es: 'Qué comunicación' },
  'breach_letter.addressee': { en: 'Who was written to', es: 'A quién se escribió' },
  'breach_letter.mode': { en: 'Whether it was real', es: 'Si fue real' },
  'breach_letter.state': { en: 'How it went', es: 'Cómo fue' },
  'breach_letter.attempts': { en: 'How often it was tried', es: 'Cuántas veces se intentó' },
  'breach_letter.isDoubtful': { en: 'Whether it may have come twice', es: 'Si pudo llegar dos veces' },
  'breach_letter.nextAttemptAt': { en: 'When it is tried again', es: 'Cuándo se vuelve a intentar' },
  'breach_letter.settledAt': { en: 'When it was done', es: 'Cuándo terminó' },
  recipient_notice: { en: 'What recipients were told', es: 'Qué se comunicó a los destinatarios' },
  'recipient_notice.recipientId': { en: 'Who was told', es: 'A quién se comunicó' },
  'recipient_notice.event': { en: 'What had happened', es: 'Qué había pasado' },
  'recipient_notice.data': { en: 'Which data; none named: all', es: 'Qué datos; si no se nombran: todos' },
  'recipient_notice.at': { en: 'When', es: 'Cuándo' },
  'recipient_notice.toldAt': { en: 'When we first told them', es: 'Cuándo se comunicó por primera vez' },
  'recipient_notice.acknowledgedAt': { en: 'When they confirmed it', es: 'Cuándo lo confirmaron' },
  'recipient_notice.attempts': { en: 'How often it was tried', es: 'Cuántas veces se intentó' },
  'recipient_notice.nextAttemptAt': { en: 'When it is tried again', es: 'Cuándo se vuelve a intentar' },
  'recipient_notice.untilAt': { en: 'Until when it is tried', es: 'Hasta cuándo se intenta' },
  restriction: { en: 'Restrictions of your data', es: 'Limitaciones del tratamiento de sus datos' },
  restricted_view: {
    en: 'When the library opened restricted data for a claim',
    es: 'Cuándo abrió la biblioteca datos limitados por una reclamación',
  },
  'restricted_view.staffId': { en: 'Who opened them', es: 'Quién los abrió' },
  'restricted_view.reason': { en: 'The claim', es: 'La reclamación' },
  'restricted_view.openedAt': { en: 'From when', es: 'Desde cuándo' },
  'restricted_view.untilAt': { en: 'Until when', es: 'Hasta cuándo' },
  'restriction.ground': { en: 'On what ground', es: 'Por qué motivo' },
  'restriction.requestId': { en: 'The request that asked for it', es: 'La solicitud que la pidió' },
  'restriction.since': { en: 'Since when', es: 'Desde cuándo' },
  'restriction.toldAt': { en: 'When you were told that it will end', es: 'Cuándo se le avisó de su fin' },
  'restriction.liftedAt': { en: 'When it ended', es: 'Cuándo terminó' },
  'restriction.liftedBy': { en: 'Who ended it', es: 'Quién la terminó' },
  'access_entry.at': { en: 'When', es: 'Cuándo' },
  'access_entry.actorKind': { en: 'Who', es: 'Quién' },
  'access_entry.actorRole': { en: 'In which role', es: 'Con qué función' },
  'access_entry.actorId': { en: 'Number of who looked', es: 'Número de quien consultó' },
  'access_entry.credentialId': { en: 'Number of their sign-in or key', es: 'Número de su sesión o clave' },
  'access_entry.credentialEpoch': { en: 'State of their sign-in or key', es: 'Estado de su sesión o clave' },
  'access_entry.route': { en: 'By which route', es: 'Por qué ruta' },
  'access_entry.entity': { en: 'What was looked at', es: 'Qué se consultó' },
  'access_entry.subjectIds': { en: 'Whose data', es: 'De quién son los datos' },
  'access_entry.count': { en: 'How many rows the page held', es: 'Cuántas filas tenía la página' },
  'access_entry.bytes': { en: 'How many bytes', es: 'Cuántos bytes' },
  'access_entry.address': { en: 'A mark of the network address', es: 'Una marca de la dirección de red' },
  'access_entry.requestId': { en: 'Number of the request', es: 'Número de la petición' },
  data_subject_request: { en: 'Your requests', es: 'Sus solicitudes' },
  'data_subject_request.timeZone': {
    en: 'By whose clock the days were counted',
    es: 'Con el reloj de qué lugar se contaron los días',
  },
  'data_subject_request.identityAskedAt': {
    en: 'When the library asked who it is',
    es: 'Cuándo preguntó la biblioteca quién es',
  },
  'data_subject_request.identityProvidedAt': { en: 'When it knew', es: 'Cuándo lo supo' },
  'data_subject_request.extendedAt': {
    en: 'When you were told that it takes longer',
    es: 'Cuándo se le dijo que tardará más',
  },
  'data_subject_request.extendedUntil': { en: 'Until when, at most', es: 'Hasta cuándo, como máximo' },
  'data_subject_request.extensionReason': { en: 'Why it takes longer', es: 'Por qué tarda más' },
  'data_subject_request.refusedAt': { en: 'When it was refused', es: 'Cuándo se denegó' },
  'data_subject_request.refusalReason': { en: 'Why it was refused', es: 'Por qué se denegó' },
  request_words: {
    en: 'What was written about your requests',
    es: 'Lo que se escribió sobre sus solicitudes',
  },
  'request_words.about': { en: 'About what', es: 'Sobre qué' },
  'request_words.writtenBy': { en: 'Who of the library wrote it', es: 'Quién de la biblioteca lo escribió' },
  'request_words.words': { en: 'The words', es: 'El texto' },
  blind_index: {
    en: 'Keyed tokens by which your data are found',
    es: 'Índices cifrados con los que se encuentran sus datos',
  },
  account_link: { en: 'Links in letters to you', es: 'Enlaces de cartas dirigidas a usted' },
  sign_up: { en: 'Sign-ups not confirmed', es: 'Registros sin confirmar' },
  birth_date_review: {
    en: 'Changes of birth date to be looked at',
    es: 'Cambios de fecha de nacimiento por revisar',
  },
  social_login: {
    en: 'Accounts elsewhere you sign in with',
    es: 'Cuentas de otros servicios con las que entra',
  },
  reader_evidence: { en: 'Proof of the address', es: 'Prueba de la dirección' },
  fact: { en: 'Proof of what was asked and done', es: 'Prueba de lo que se solicitó y se hizo' },
  erasure: { en: 'Deletions', es: 'Borrados' },
  erasure_code: { en: 'Codes for a deletion', es: 'Códigos para un borrado' },
  erasure_list_line: { en: 'Lists that asked for your deletion', es: 'Listas que pidieron su borrado' },
  download_link: { en: 'Links to a download', es: 'Enlaces a una descarga' },
  waiting_erasure: { en: 'Deletion that waits', es: 'Borrado que espera' },
  'waiting_erasure.beginsAt': { en: 'When the deletion begins', es: 'Cuándo empieza el borrado' },
  'waiting_erasure.contact': { en: 'Where you are told of its end', es: 'Adónde se le avisará del final' },
  inactivity_warning: {
    en: 'Letters about an account out of use',
    es: 'Cartas sobre una cuenta sin uso',
  },
  'inactivity_warning.since': { en: 'Your last sign of life', es: 'Su última señal de vida' },
  'inactivity_warning.stage': { en: 'Which of the two letters', es: 'Cuál de las dos cartas' },
  'inactivity_warning.warnedAt': { en: 'When we wrote', es: 'Cuándo se escribió' },
  'inactivity_warning.erasesAt': { en: 'When the account ends', es: 'Cuándo acaba la cuenta' },
  legal_hold: {
    en: 'Legal holds: what may not be deleted yet',
    es: 'Retenciones legales: lo que aún no puede borrarse',
  },
  'legal_hold.citation': { en: 'Provision or case', es: 'Disposición o asunto' },
  'legal_hold.words': { en: 'Why', es: 'Por qué' },
  'legal_hold.reviewAt': { en: 'By when it is looked at again', es: 'Cuándo se revisa' },
  'legal_hold.liftedAt': { en: 'When it ended', es: 'Cuándo terminó' },
  breach_scope_part: { en: 'Lists of whom a breach hit', es: 'Listas de a quién afectó una brecha' },
  supplementary_statement: { en: 'What you added to your data', es: 'Lo que añadió a sus datos' },
};

/** A table's name in plain words. */
export function tableTitle(table: string, language: Language): string {
  return meanings[table]?.[language] ?? humanised(table);
}

/** A column's name in plain words. */
export function columnTitle(table: string, property: string, language: Language): string {
  return meanings[`${table}.${property}`]?.[language] ?? humanised(property);
}

const events: Record<Retention['from'], Words> = {
  'account-end': { en: 'the account ends', es: 'el fin de la cuenta' },
  recorded: { en: 'it was recorded', es: 'que se registró' },
  withdrawal: { en: 'you take your consent back', es: 'que retire su consentimiento' },
  'loan-end': { en: 'the loan ends', es: 'el fin del préstamo' },
  'last-message': { en: 'the last message', es: 'el último mensaje' },
};

/** How long data of a purpose are kept, in plain words (Art. 13(2)(a), 15(1)(d)). */
export function keptUntil({ months, from }: Retention, language: Language): string {
  const event = events[from][language];
  if (months === 0) return language === 'es' ? `Hasta ${event}.` : `Until ${event}.`;
  return language === 'es' ? `${months} meses desde ${event}.` : `${months} months after ${event}.`;
}

function humanised(name: string): string {
  const words = name.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
