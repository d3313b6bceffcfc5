import fc from 'fast-check';
import {
  breachCircumstances,
  presumptionOf,
  processingContexts,
  SEVERITY_BANDS,
  severityOf,
  type BreachFacts,
  type ProcessingCategory,
} from './breach-severity.js';

const NOT_AFFECTED: BreachFacts['circumstances'] = {
  confidentiality: 'not affected',
  integrity: 'not affected',
  availability: 'not affected',
  intent: 'not affected',
};

function facts(over: Partial<BreachFacts> & Pick<BreachFacts, 'processing'>): BreachFacts {
  return {
    identification: 4,
    circumstances: NOT_AFFECTED,
    individuals: 10,
    isUnintelligible: false,
    ...over,
  };
}

const exfiltrated = { ...NOT_AFFECTED, confidentiality: 'unknown recipients', intent: 'malicious' } as const;

describe('worked examples of libraries', () => {
  it.each([
    [
      'a list of readers at a public address, nobody fetched it',
      facts({
        processing: [{ category: 'simple', step: 0 }],
        circumstances: {
          ...NOT_AFFECTED,
          confidentiality: 'exposed, no evidence of misuse',
          intent: 'accidental',
        },
      }),
      4,
      'low',
    ],
    [
      'a reader sees another reader’s loans',
      facts({
        processing: [{ category: 'behavioural', step: 0 }],
        circumstances: { ...NOT_AFFECTED, confidentiality: 'known recipients', intent: 'accidental' },
      }),
      9,
      'medium',
    ],
    [
      'a year of loans with addresses, stolen',
      facts({ processing: [{ category: 'behavioural', step: 1 }], circumstances: exfiltrated }),
      16,
      'very-high',
    ],
    [
      'the same under pseudonyms whose key is safe',
      facts({
        processing: [{ category: 'behavioural', step: 1 }],
        identification: 1,
        circumstances: exfiltrated,
      }),
      7,
      'low',
    ],
    [
      'a list of children, sent to one wrong school',
      facts({
        processing: [{ category: 'simple', step: 3 }],
        circumstances: { ...NOT_AFFECTED, confidentiality: 'known recipients', intent: 'accidental' },
      }),
      17,
      'very-high',
    ],
    [
      'addresses with hashed passwords, stolen',
      facts({
        processing: [{ category: 'behavioural', step: 0 }],
        circumstances: exfiltrated,
        isUnintelligible: true,
      }),
      12,
      'high',
    ],
  ] as const)('%s', (_, given, quarters, band) => {
    expect(severityOf(given)).toMatchObject({ quarters, band });
  });

  it('has delivery addresses of an adult book store at three', () => {
    expect(severityOf(facts({ processing: [{ category: 'simple', step: 2 }] })).context).toBe(3);
  });
});

describe('the table of ENISA’s first step', () => {
  it.each([
    ['simple', 0, 1], ['simple', 1, 2], ['simple', 2, 3], ['simple', 3, 4],
    ['behavioural', -1, 1], ['behavioural', 0, 2], ['behavioural', 1, 3], ['behavioural', 2, 4],
    ['financial', -2, 1], ['financial', -1, 2], ['financial', 0, 3], ['financial', 1, 4],
    ['sensitive', -3, 1], ['sensitive', -2, 2], ['sensitive', -1, 3], ['sensitive', 0, 4],
  ] as const)('has %s data at step %i as %i', (category, step, context) => {
    expect(severityOf(facts({ processing: [{ category, step }] })).context).toBe(context);
  }); // prettier-ignore

  it('has no other step', () => {
    const allowed = Object.values(processingContexts).flatMap(({ steps }) => steps);
    expect(allowed).toHaveLength(16);
  });
});

describe('the bands', () => {
  it.each([
    [1, 1, 'low'], [2, 3, 'low'], [2, 4, 'medium'], [3, 3, 'medium'], [3, 4, 'high'], [4, 3, 'high'], [4, 4, 'very-high'],
  ] as const)('of context %i and identification %i is %s', (context, identification, band) => {
    const processing = [{ category: 'sensitive' as const, step: (context - 4) as -3 | -2 | -1 | 0 }];
    expect(severityOf(facts({ processing, identification })).band).toBe(band);
  }); // prettier-ignore

  it('change with the first quarter that reaches them', () => {
    const at = (context: 1 | 2 | 3, circumstances: object) =>
      severityOf(
        facts({
          processing: [{ category: 'sensitive', step: (context - 4) as -3 | -2 | -1 }],
          circumstances: { ...NOT_AFFECTED, ...circumstances },
        }),
      );
    const one = { confidentiality: 'known recipients' };
    const two = { confidentiality: 'unknown recipients' };
    const most = { ...one, integrity: 'misused, not recoverable' };
    expect([at(1, most), at(1, { ...two, integrity: 'misused, not recoverable' })]).toMatchObject([
      { quarters: 7, band: 'low' },
      { quarters: 8, band: 'medium' },
    ]);
    expect([at(2, most), at(2, { ...two, integrity: 'misused, not recoverable' })]).toMatchObject([
      { quarters: 11, band: 'medium' },
      { quarters: 12, band: 'high' },
    ]);
    expect([at(3, most), at(3, { ...two, integrity: 'misused, not recoverable' })]).toMatchObject([
      { quarters: 15, band: 'high' },
      { quarters: 16, band: 'very-high' },
    ]);
  });
});

describe('the score', () => {
  const categories = Object.keys(processingContexts) as ProcessingCategory[];

  it('keeps every allowed step within one to four', () => {
    for (const category of categories)
      for (const { step } of processingContexts[category].steps) {
        const { context } = severityOf(facts({ processing: [{ category, step }] }));
        expect(context).toBeGreaterThanOrEqual(1);
        expect(context).toBeLessThanOrEqual(4);
      }
  });

  it('takes the highest of several kinds', () => {
    const processing = [
      { category: 'simple', step: 0 },
      { category: 'sensitive', step: 0 },
      { category: 'behavioural', step: -1 },
    ] as const;
    expect(severityOf(facts({ processing })).context).toBe(4);
  });

  it('refuses a step that ENISA does not know, and no data at all', () => {
    expect(() => severityOf(facts({ processing: [{ category: 'simple', step: -1 }] }))).toThrow(RangeError);
    expect(() => severityOf(facts({ processing: [] }))).toThrow(RangeError);
  });

  it('counts what nobody knows as the worst', () => {
    const unknown = {
      confidentiality: 'unknown',
      integrity: 'unknown',
      availability: 'unknown',
      intent: 'unknown',
    } as const;
    const worst = severityOf(
      facts({
        processing: [{ category: 'sensitive', step: 0 }],
        identification: 'unknown',
        circumstances: unknown,
        individuals: 'unknown',
      }),
    );
    expect(worst).toMatchObject({ quarters: 24, band: 'very-high', flags: { moreThanHundred: true } });
  });

  it('is not moved by how many were hit or by encryption: those are flags', () => {
    const one = facts({ processing: [{ category: 'simple', step: 1 }], circumstances: exfiltrated });
    const many = severityOf({ ...one, individuals: 101, isUnintelligible: true });
    expect(many.quarters).toBe(severityOf(one).quarters);
    expect(many.flags).toEqual({ moreThanHundred: true, unintelligible: true });
    expect(severityOf({ ...one, individuals: 100 }).flags.moreThanHundred).toBe(false);
  });

  it('never falls when one circumstance gets worse, and presumes no less', () => {
    const chosen = Object.fromEntries(
      Object.entries(breachCircumstances).map(([element, values]) => [
        element,
        fc.constantFrom(...Object.keys(values), 'unknown', 'not affected'),
      ]),
    ) as unknown as {
      [C in keyof BreachFacts['circumstances']]: fc.Arbitrary<BreachFacts['circumstances'][C]>;
    };
    fc.assert(
      fc.property(
        fc.record(chosen),
        fc.constantFrom(...categories),
        fc.constantFrom(1, 2, 3, 4),
        (circumstances, category, identification) => {
          const given = facts({
            processing: [{ category, step: 0 }],
            identification: identification,
            circumstances,
          });
          const before = severityOf(given);
          const after = severityOf({
            ...given,
            circumstances: { ...circumstances, confidentiality: 'unknown' },
          });
          expect(after.quarters).toBeGreaterThanOrEqual(before.quarters);
          expect(SEVERITY_BANDS.indexOf(after.band)).toBeGreaterThanOrEqual(
            SEVERITY_BANDS.indexOf(before.band),
          );
          expect(before.quarters).toBeGreaterThanOrEqual(1);
          expect(after.quarters).toBeLessThanOrEqual(24);
        },
      ),
    );
  });
});

describe('the presumption', () => {
  it.each([
    ['low', false, false],
    ['medium', true, false],
    ['high', true, true],
    ['very-high', true, true],
  ] as const)('of %s', (band, notifyAuthority, communicateToSubjects) => {
    expect(presumptionOf({ band })).toEqual({ notifyAuthority, communicateToSubjects });
  });

  it('is a setting', () => {
    const floors = { authority: 'low', subjects: 'very-high' } as const;
    expect(presumptionOf({ band: 'low' }, floors)).toEqual({
      notifyAuthority: true,
      communicateToSubjects: false,
    });
  });
});
