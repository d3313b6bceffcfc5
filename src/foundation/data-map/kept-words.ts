import type { Language } from './words.js';

/** Why erasure keeps a table, in Spanish, by the English reason that the table states. */
const spanish: Record<string, string> = {
  'proof that consent was lawful, under a key of its own, for as long as claims can be made':
    'prueba de que el consentimiento fue lícito, con una clave propia, mientras puedan presentarse reclamaciones',
  'a keyed hash of the address for twelve months, so that an import does not bring the person back':
    'un resumen cifrado de la dirección durante doce meses, para que una importación no traiga de vuelta a la persona',
  'a keyed hash that confirms a claim made with the address and displays none':
    'un resumen cifrado que confirma una reclamación hecha con la dirección y no muestra ninguna',
  'when something was asked and answered, without a name':
    'cuándo se solicitó y se respondió algo, sin nombre',
  'that an erasure was asked for and done, with counts and times and without a name':
    'que se solicitó y se hizo una supresión, con recuentos y momentos y sin nombre',
  'which line of a list asked for which erasure, with ids and without a name':
    'qué línea de una lista pidió qué supresión, con identificadores y sin nombre',
  'which role someone had and until when, with ids and without a name':
    'qué función tuvo alguien y hasta cuándo, con identificadores y sin nombre',
  'which recipients were told of what and when, with ids and without a name':
    'a qué destinatarios se avisó de qué y cuándo, con identificadores y sin nombre',
  'whom a breach was told to and how it went, with ids and without a name or an address':
    'a quién se comunicó una violación de seguridad y cómo fue, con identificadores y sin nombre ni dirección',
  'ids without names, to count who was hit by a breach before the erasure':
    'identificadores sin nombre, para contar a quién afectó una brecha anterior a la supresión',
  'proof of when something was asked and done, with ids, states, times and counts and without a name':
    'prueba de cuándo se solicitó y se hizo algo, con identificadores, estados, momentos y recuentos y sin nombre',
  'when data were restricted and why, without a name': 'cuándo y por qué se limitaron los datos, sin nombre',
  'an id without a name, so that a restored backup can be made to forget the reader again':
    'un identificador sin nombre, para que una copia restaurada pueda volver a olvidar a la persona',
};

/** Why a table's rows stay after an erasure, for the person erased. */
export function keptBecause(why: string, language: Language): string {
  return language === 'es' ? (spanish[why] ?? why) : why;
}

/** Whether a reason can be told in every language. */
export function isTold(why: string): boolean {
  return why in spanish;
}
