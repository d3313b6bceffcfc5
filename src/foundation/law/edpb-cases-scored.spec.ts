import { presumptionOf, severityOf, type BreachFacts } from './breach-severity.js';
import { edpbCases } from './edpb-cases.js';

type Kind = BreachFacts['processing'][number];
type Circumstances = Partial<BreachFacts['circumstances']>;
type Scored = readonly [
  number: number,
  kind: Kind,
  identification: 1 | 2 | 3 | 4,
  circumstances: Circumstances,
  quarters: number,
];

const simple = (step: Kind['step']): Kind => ({ category: 'simple', step });
const financial = (step: Kind['step']): Kind => ({ category: 'financial', step });
const sensitive: Kind = { category: 'sensitive', step: 0 };
const stolen = { confidentiality: 'unknown recipients', intent: 'malicious' } as const;
const astray = { confidentiality: 'known recipients', intent: 'accidental' } as const;

/** The eighteen as ENISA's method scores them: what was hit, how easily it names people, and how. */
const scored: readonly Scored[] = [
  [1, simple(0), 4, { availability: 'recoverable without difficulty', intent: 'malicious' }, 6],
  [2, simple(0), 4, { availability: 'not recoverable', intent: 'malicious' }, 8],
  [3, sensitive, 4, { availability: 'unavailable for a time', intent: 'malicious' }, 19],
  [4, financial(0), 4, { ...stolen, availability: 'not recoverable' }, 18],
  [5, simple(1), 4, stolen, 12],
  [6, simple(0), 1, stolen, 5], // user names alone, passwords salted and hashed
  [7, financial(0), 4, stolen, 16],
  [8, simple(1), 4, { confidentiality: 'known recipients', intent: 'malicious' }, 11],
  [9, financial(-1), 3, astray, 7],
  [10, simple(1), 4, { confidentiality: 'exposed, no evidence of misuse', intent: 'malicious' }, 10],
  [11, simple(1), 4, stolen, 12],
  [12, sensitive, 4, stolen, 20],
  [13, simple(0), 4, astray, 5],
  [14, financial(0), 4, astray, 13], // who seeks work: social welfare
  [15, simple(0), 4, astray, 5],
  [16, financial(-1), 4, astray, 9],
  [17, { category: 'behavioural', step: 1 }, 4, { confidentiality: 'known recipients', intent: 'malicious' }, 15],
  [18, financial(0), 4, stolen, 16],
]; // prettier-ignore

/** Encryption is a flag beside the score, so that here a person departs from it, with that reason. */
const DEPARTS = [10];

const factsOf = ([number, kind, identification, circumstances]: Scored): BreachFacts => ({
  processing: [kind],
  identification,
  circumstances: {
    confidentiality: 'not affected',
    integrity: 'not affected',
    availability: 'not affected',
    intent: 'not affected',
    ...circumstances,
  },
  individuals: 100,
  isUnintelligible: number === 10,
});

describe('the eighteen cases of the EDPB, scored', () => {
  it.each(scored)('case %i', (...given) => {
    const [number, , , , quarters] = given;
    const severity = severityOf(factsOf(given));
    expect(severity.quarters).toBe(quarters);

    const { notifyAuthority, communicateToSubjects } = edpbCases[number - 1] ?? {};
    const agrees = expect(presumptionOf(severity));
    (DEPARTS.includes(number) ? agrees.not : agrees).toEqual({ notifyAuthority, communicateToSubjects });
    expect(severity.flags.unintelligible).toBe(DEPARTS.includes(number));
  });

  it('are all scored, once each', () => {
    expect(scored.map(([number]) => number)).toEqual(edpbCases.map(({ number }) => number));
  });
});
