/** How a library names itself in a letter, and where its readers' pages are. */
export interface LetterHead {
  name: string;
  slug: string;
}

/** Tells a reader that the library has answered; the answer itself is read behind the sign-in, never in a mailbox. */
export function answeredLetter(
  language: string,
  library: string,
  link: string,
): { subject: string; text: string } {
  if (language.startsWith('es')) {
    return {
      subject: `${library} le ha respondido`,
      text: `${library} ha respondido en una conversación con usted. Por su privacidad la respuesta no va en este correo: léala en su cuenta.\n\n${link}`,
    };
  }
  return {
    subject: `${library} has answered you`,
    text: `${library} has answered in a conversation with you. For your privacy the answer is not in this letter: read it in your account.\n\n${link}`,
  };
}

/** What every newsletter ends with: why it came, and the way to stop it (Art. 7(3), RFC 8058). */
export function newsletterFooter(language: string, library: string, link: string): string {
  return language.startsWith('es')
    ? `Recibe este boletín porque aceptó el boletín de ${library}. Para dejar de recibirlo, basta un clic:\n${link}`
    : `You get this letter because you opted in to the newsletter of ${library}. One click stops it:\n${link}`;
}
