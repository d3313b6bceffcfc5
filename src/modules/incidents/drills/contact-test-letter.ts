/** What a contact test is written from. */
export interface AboutTest {
  library: string;
  number: string;
  link: string;
}

/** The letter of a contact test, in English and Spanish as the library speaks; it says first that nothing happened. */
export function contactTestLetter(about: AboutTest, languages: string[]): { subject: string; text: string } {
  const spoken = [...(languages.includes('es') ? [spanish(about)] : [])];
  if (languages.includes('en') || !spoken.length) spoken.unshift(english(about));
  return {
    subject: spoken.map(({ subject }) => subject).join(' · '),
    text: spoken.map(({ text }) => text).join('\n\n---\n\n'),
  };
}

function english({ library, number, link }: AboutTest) {
  return {
    subject: `TEST, no breach: is this address of ${library} read? (${number})`,
    text:
      `This is a TEST. No personal data were hit.\n\n` +
      `In a drill (${number}) we try out whether notices of personal data breaches would reach ${library} at this ` +
      `address (GDPR Art. 33(2)). Please open this page and press its button within thirty days:\n${link}`,
  };
}

function spanish({ library, number, link }: AboutTest) {
  return {
    subject: `PRUEBA, sin violación: ¿se lee esta dirección de ${library}? (${number})`,
    text:
      `Esto es una PRUEBA. No se ha visto afectado ningún dato personal.\n\n` +
      `En un simulacro (${number}) probamos si los avisos de violaciones de la seguridad de los datos personales llegarían ` +
      `a ${library} en esta dirección (RGPD art. 33.2). Abra esta página y pulse su botón antes de treinta días:\n${link}`,
  };
}
