import type { LetterText } from '../communications/letter-text.js';

const english: LetterText = {
  nature: 'Data that our library holds about you were open to people who should not see them. We write here what it was and since when we know.',
  consequences: 'Others may learn what you read or how you can be reached. They may use it for letters or calls that pretend to come from us.',
  measures: 'We have closed the gap and told the supervisory authority. We check who has seen the data, and will write again if that changes what you should do.',
  advice: 'Be careful with letters and calls that ask for a password or for money. Choose a new password if you used the same one elsewhere.',
  contact: 'Our data protection officer answers your questions. You find the address at the end of this letter.',
}; // prettier-ignore

const spanish: LetterText = {
  nature: 'Datos que nuestra biblioteca guarda sobre usted han estado al alcance de personas que no debían verlos. Aquí le contamos qué datos y desde cuándo lo sabemos.',
  consequences: 'Otras personas pueden saber qué lee usted o cómo encontrarle. Pueden usarlo para cartas o llamadas que fingen venir de nosotros.',
  measures: 'Hemos cerrado el fallo y avisado a la autoridad de control. Comprobamos quién ha visto los datos y le escribiremos de nuevo si eso cambia lo que debe hacer.',
  advice: 'Desconfíe de cartas y llamadas que piden una contraseña o dinero. Elija otra contraseña si usaba la misma en otro sitio.',
  contact: 'Nuestro delegado de protección de datos responde a sus preguntas. Su dirección está al final de esta carta.',
}; // prettier-ignore

/** Words to begin with; nobody has approved them. */
export function draftIn(language: string): LetterText {
  return language.startsWith('es') ? spanish : english;
}
