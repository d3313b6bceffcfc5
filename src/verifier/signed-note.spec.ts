import fc from 'fast-check';
import { readFileSync, globSync } from 'node:fs';
import { primitives } from '../../test/support/ledger-primitives.js';
import { aLog, canonicalText } from '../../test/support/ledger-writer.js';
import { base64Of, bytesIn } from './base64.js';
import { textOf } from './bytes.js';
import { canonical } from './canonical.js';
import { jsonIn } from './json.js';
import { Refusal } from './refusal.js';
import { signedNote, textSignedBy } from './signed-note.js';
import { keyText, verifierKey } from './verifier-key.js';
import * as en from './words/en.js';
import * as es from './words/es.js';

// The example of the C2SP signed-note specification.
const KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const TEXT = 'This is an example message.\n';
const NOTE = `${TEXT}\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n`;

const signedText = (note: string, key = KEY) =>
  textSignedBy(primitives, verifierKey(primitives, key), signedNote(note));
const refuses = (check: () => unknown) => expect(check).toThrow(Refusal);

describe('a signed note', () => {
  it('holds in the specification’s example', () => {
    expect(signedText(NOTE)).toBe(TEXT);
    expect(keyText(verifierKey(primitives, KEY))).toBe(KEY);
  });

  it('may bear signatures by others, which count for nothing', () => {
    const { log } = aLog(1);
    const theirs = log.noteAt().split('\n\n')[1] ?? '';
    expect(signedText(NOTE + theirs)).toBe(TEXT);
    refuses(() => signedText(`${TEXT}\n${theirs}`));
    refuses(() => signedText(NOTE + theirs.repeat(16)));
  });

  it('is refused when a second signature of the same key is wrong', () => {
    const wrong = NOTE.split('\n\n')[1]?.replace('Ineyа', 'x').replace('aQM=', 'aQI=') ?? '';
    refuses(() => signedText(NOTE + wrong));
  });

  it('is refused when any bit of note or key is flipped, and at every other length', () => {
    for (const [bytes, check] of [
      [Buffer.from(NOTE), (spoilt: string) => signedText(spoilt)],
      [Buffer.from(KEY), (spoilt: string) => signedText(NOTE, spoilt)],
    ] as const) {
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const spoilt = Buffer.from(bytes);
        spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        refuses(() => check(textOf(spoilt)));
      }
      for (let length = 0; length < bytes.length; length += 1)
        refuses(() => check(bytes.subarray(0, length).toString()));
      refuses(() => check(`${bytes.toString()}\n`));
      refuses(() => check(`${bytes.toString()} `));
    }
  });
});

describe('base64', () => {
  it('is read in the one form in which it is written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(base64Of(bytes)).toBe(text);
        expect(Buffer.from(bytesIn(text))).toEqual(Buffer.from(bytes));
      }),
    );
    for (const text of [
      'QQ',
      'QQ=',
      'QR==',
      'QUJ=',
      'QQ==QQ==',
      'QQ-_',
      'QQ\n=',
      ' QQ==',
      '=QQ=',
      '====',
      'Q===',
      'QQé=',
      '-UJD',
      'Q-JD',
      'QU-D',
      'QUJ-',
      'QUJ=QUJD',
      '-Q==',
      'Q-==',
      'QU-=',
    ])
      refuses(() => bytesIn(text));
  });
});

describe('JSON', () => {
  it('is read as ECMAScript writes it, in any layout', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const [compact, wide] = [JSON.stringify(value), JSON.stringify(value, null, 2)];
        // What JSON cannot hold apart is no case: a negative zero, a lone half of a character.
        fc.pre(compact.isWellFormed() && !/\\ud/.test(compact));
        expect(canonical(jsonIn(wide))).toBe(canonical(jsonIn(compact)));
        expect(JSON.parse(canonical(jsonIn(compact)))).toEqual(JSON.parse(compact));
      }),
    );
  });

  it('is written in canonical form: the examples of RFC 8785, sections 3.2.2 and 3.2.3', () => {
    const literals = String.raw`{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/","literals":[null,true,false]}`;
    expect(canonical(jsonIn(literals))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
    const names = '{"€":1,"\\r":2,"\ufb33":3,"1":4,"😀":5,"\u0080":6,"ö":7}';
    expect(canonical(jsonIn(names))).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
    expect(canonical(jsonIn('{"b":[{"d":1,"c":2}],"a":{}}'))).toBe(
      canonicalText({ b: [{ d: 1, c: 2 }], a: {} }),
    );
  });

  it.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '[1 2]',
    'nul',
    'truex',
    '+1',
    '.5',
    '1.',
    '[1]]',
    '\u00a01',
    '\ufeff1',
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":1}',
    '01',
    '1.0',
    '1e2',
    '1E400',
    '-0',
    '9007199254740993',
    '"\\/"',
    '"\\u00E9"',
    '"\\u00e9"',
    '"\\ud800"',
    '"a\nb"',
    '"\\x"',
    '"',
    '"\\"',
    '[',
    '['.repeat(100) + ']'.repeat(100),
    'NaN',
    '{"a"}',
    '{"a":}',
    '{,}',
    '{1:1}',
  ])('refuses %j', (text) => {
    refuses(() => jsonIn(text));
  });

  it('keeps names that objects have of themselves apart from fields', () => {
    expect(canonical(jsonIn('{"__proto__":{"a":1},"constructor":2}'))).toBe(
      '{"__proto__":{"a":1},"constructor":2}',
    );
  });
});

describe('the words', () => {
  it.each(['refusals', 'facts', 'places'] as const)('name the same values in both languages: %s', (part) => {
    const valuesOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    const spanish: Record<string, string> = es[part];
    for (const [name, english] of Object.entries(en[part]))
      expect([name, valuesOf(spanish[name] ?? '')]).toEqual([name, valuesOf(english)]);
  });

  it('are each said somewhere', () => {
    const code = globSync('src/verifier/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    const unsaid = [...Object.keys(en.refusals), ...Object.keys(en.facts)].filter(
      (name) => !code.includes(`'${name}'`),
    );
    expect(unsaid).toEqual([]);
  });
});

it('runs where there is no Node: nothing is imported but fflate, and no global is Node’s', () => {
  const files = globSync('src/verifier/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
  const code = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const imported = [...code.matchAll(/from '([^'.][^']*)'/g)].map(([, name]) => name);
  expect(new Set(imported)).toEqual(new Set(['fflate']));
  expect(code.match(/\b(?:Buffer|process|require|globalThis)\b/)).toBeNull();
});
