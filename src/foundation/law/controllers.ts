/** Whom a reader turns to: the controller of a library and its data protection officer's office (Art. 13(1)(a), (b)). */
export interface Controller {
  name: string;
  address: string;
  contact: string;
  dataProtectionOfficer: string;
  /** With whom it decides together; absent: with nobody. */
  jointControllers?: JointController[];
  /** Who stands for it in the Union; absent or null: nobody. */
  representative?: Representative | null;
}

/** Who decides together with a controller, and what readers are told of their arrangement, by language (Art. 26). */
export interface JointController {
  name: string;
  contact: string;
  arrangement: Record<string, string>;
}

/** Who stands in the Union for a controller or processor that is not established there (Art. 27). */
export interface Representative {
  name: string;
  address: string;
  email: string;
}

/** A controller as it is named to somebody who reads one language. */
export interface NamedController extends Omit<Controller, 'jointControllers' | 'representative'> {
  jointControllers: (Omit<JointController, 'arrangement'> & { arrangement: string })[];
  representative: Representative | null;
}

/** Names a controller in the first of these languages in which it says what it arranged with others. */
export function namedIn(languages: string[], controller: Controller): NamedController {
  const { jointControllers = [], representative = null, ...facts } = controller;
  return {
    ...facts,
    jointControllers: jointControllers.map(({ arrangement, ...other }) => {
      const spoken = languages.find((one) => arrangement[one] !== undefined) ?? '';
      return { ...other, arrangement: arrangement[spoken] ?? '' };
    }),
    representative,
  };
}

type Facts = [term: string, text: string][];

/** Who decides together with a controller and who stands for it in the Union, as facts to read; nobody is said, too. */
export function standingBeside(controller: NamedController, language: 'en' | 'es'): Facts {
  const { joint, representative, none } = WORDS[language];
  const entered = enteredBeside(controller, language);
  return [joint, representative].flatMap((term) => {
    const found = entered.filter(([one]) => one === term);
    return found.length ? found : [[term, none]];
  });
}

/** The same, of those who are entered. */
export function enteredBeside(
  { jointControllers, representative }: NamedController,
  language: 'en' | 'es',
): Facts {
  const t = WORDS[language];
  const joint = jointControllers.map(({ name, contact, arrangement }): Facts[number] => [
    t.joint,
    `${name}, ${contact}. ${t.arrangement}: ${arrangement}`,
  ]);
  return representative ? [...joint, [t.representative, represented(representative)]] : joint;
}

/** A representative on one line. */
export function represented({ name, address, email }: Representative): string {
  return `${name}, ${address}, ${email}`;
}

const WORDS = {
  en: {
    joint: 'Joint controller',
    arrangement: 'What was arranged',
    representative: 'Representative in the Union',
    none: 'None is entered',
  },
  es: {
    joint: 'Corresponsable',
    arrangement: 'Lo acordado',
    representative: 'Representante en la Unión',
    none: 'No consta ninguno',
  },
} satisfies Record<'en' | 'es', Record<string, string>>;
