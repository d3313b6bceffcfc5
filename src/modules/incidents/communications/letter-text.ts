/** The five things that a communication has to tell (Art. 34(2) with Art. 33(3)(b) to (d)), in the order of a letter. */
export const LETTER_PARTS = ['nature', 'consequences', 'measures', 'advice', 'contact'] as const;
export type LetterPart = (typeof LETTER_PARTS)[number];

/** What a communication says in one language. */
export type LetterText = Record<LetterPart, string>;

/** Who writes, and where a reader can check that they did. */
export interface LetterSender {
  library: string;
  controller: { name: string; address: string; contact: string; dataProtectionOfficer: string };
  checkAt: string;
  code: string;
}

interface Words {
  subject: (library: string) => string;
  headings: Record<LetterPart, string>;
  guardian: string;
  officer: string;
  check: (at: string, code: string) => string;
}

const english: Words = {
  subject: (library) => `What happened to your data at ${library}`,
  headings: {
    nature: 'What happened',
    consequences: 'What it may mean for you',
    measures: 'What we have done and will do',
    advice: 'What you can do',
    contact: 'Where you can ask',
  },
  guardian:
    'We write to you as the parent or guardian of a child who reads with us. The data are the child’s.',
  officer: 'Data protection officer',
  check: (at, code) =>
    `Is this letter really from us? Type this address into your browser: ${at}\nand there this code: ${code}\n` +
    'We do not ask you to sign in, to open a link or to tell anybody a password.',
};

const spanish: Words = {
  subject: (library) => `Qué ha pasado con sus datos en ${library}`,
  headings: {
    nature: 'Qué ha pasado',
    consequences: 'Qué puede significar para usted',
    measures: 'Qué hemos hecho y haremos',
    advice: 'Qué puede hacer usted',
    contact: 'Dónde puede preguntar',
  },
  guardian:
    'Le escribimos como madre, padre o tutor de una persona menor que lee con nosotros. Los datos son de esa persona.',
  officer: 'Delegado de protección de datos',
  check: (at, code) =>
    `¿Es esta carta realmente nuestra? Escriba esta dirección en su navegador: ${at}\ny allí este código: ${code}\n` +
    'No le pedimos que entre en su cuenta, que abra un enlace ni que diga una contraseña a nadie.',
};

/** The frame of the letter; a language that Carrel has no words for is framed in English. */
const wordsIn = (language: string) => (language.slice(0, 2) === 'es' ? spanish : english);

/** What a letter is about, in one language. */
export const subjectIn = (language: string, library: string) => wordsIn(language).subject(library);

/**
 * A letter in one language: the same words for everybody, so that nothing in it is about one person. No link to sign in,
 * none to stop it by, nothing that tells who opened it.
 */
export function letterIn(
  language: string,
  text: LetterText,
  { library, controller, checkAt, code }: LetterSender,
  addressee: 'reader' | 'their-guardian',
): { subject: string; text: string } {
  const words = wordsIn(language);
  const parts = LETTER_PARTS.map((part) => `${words.headings[part]}\n\n${text[part].trim()}`);
  const signature = `${controller.name}\n${controller.address}\n${controller.contact}\n${words.officer}: ${controller.dataProtectionOfficer}`;
  return {
    subject: words.subject(library),
    text: [
      ...(addressee === 'their-guardian' ? [words.guardian] : []),
      ...parts,
      signature,
      words.check(checkAt, code),
    ].join('\n\n'),
  };
}

const LONGEST_SENTENCE = 40;
const LINK = /https?:\/\/|\bwww\./i;

/** What keeps a part from being approved, as a sentence that says what to do; null for nothing. */
export function faultOf(part: string): string | null {
  if (!part.trim()) return 'A letter about a breach has to say this (Art. 34(2)). Write it.';
  if (LINK.test(part))
    return 'Leave web addresses out: a letter about a breach that has links cannot be told from a forged one. Carrel adds where it can be checked.';
  const longest = Math.max(
    ...part.split(/[.!?:;\n]+(?:\s|$)/).map((sentence) => sentence.split(/\s+/).filter(Boolean).length),
  );
  return longest > LONGEST_SENTENCE
    ? `Use plain words (Art. 34(2)): a sentence here has ${longest} words. Make it shorter than ${LONGEST_SENTENCE}.`
    : null;
}

/** Which text a language gets: its own, or the library's first language's, which is shown before anybody approves. */
export function textFor(language: string, texts: Record<string, LetterText>, standard: string): string {
  if (texts[language]) return language;
  const short = language.slice(0, 2);
  return texts[short] ? short : standard;
}
