import { Refusal } from './refusal.js';

export type JsonObject = ReadonlyMap<string, Json>;
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

const DEEPEST = 64;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const WORDS = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * JSON in which everything but white space can be written in one way only: no field twice, numbers and strings as
 * ECMAScript writes them. What two readers could take for two things is refused.
 * @throws {Refusal} that names the character or the field.
 */
export function jsonIn(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): Json {
    if (depth > DEEPEST) throw new Refusal('tooDeep');
    this.space();
    const first = this.text[this.at];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.list(depth);
    if (first === '"') return this.string();
    const word = this.word();
    return word === undefined ? this.number() : word;
  }

  end() {
    this.space();
    if (this.at < this.text.length) this.wrong();
  }

  private object(depth: number): JsonObject {
    const object = new Map<string, Json>();
    this.each('}', () => {
      if (this.text[this.at] !== '"') this.wrong();
      const name = this.string();
      if (object.has(name)) throw new Refusal('twice', {}, { field: name });
      this.space();
      this.expect(':');
      object.set(name, this.value(depth + 1));
    });
    return object;
  }

  private list(depth: number): Json[] {
    const list: Json[] = [];
    this.each(']', () => list.push(this.value(depth + 1)));
    return list;
  }

  private each(close: string, read: () => void) {
    this.at += 1;
    this.space();
    if (this.text[this.at] === close) {
      this.at += 1;
      return;
    }
    for (;;) {
      this.space();
      read();
      this.space();
      if (this.text[this.at] === close) break;
      this.expect(',');
    }
    this.at += 1;
  }

  private string(): string {
    const start = this.at;
    let end = this.text.indexOf('"', start + 1);
    while (end > 0 && this.isEscaped(end)) end = this.text.indexOf('"', end + 1);
    if (end < 0) this.wrong();
    this.at = end + 1;
    const written = this.text.slice(start, end + 1);
    const string = this.native(written, start);
    // Without an escape a string has one form only.
    if (!written.includes('\\')) return string;
    if (JSON.stringify(string) !== written || !string.isWellFormed()) this.notCanonical(start);
    return string;
  }

  private isEscaped(quote: number): boolean {
    let before = quote - 1;
    while (this.text[before] === '\\') before -= 1;
    return (quote - before) % 2 === 0;
  }

  private native(written: string, start: number): string {
    try {
      return String(JSON.parse(written));
    } catch {
      return this.wrong(start);
    }
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const written = NUMBER.exec(this.text)?.[0] ?? this.wrong();
    const number = Number(written);
    if (String(number) !== written) this.notCanonical(this.at);
    this.at += written.length;
    return number;
  }

  /** `undefined` where none of the three words stands; null is a word, too. */
  private word(): boolean | null | undefined {
    for (const [word, value] of WORDS)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    return undefined;
  }

  private space() {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)?.[0].length ?? 0;
  }

  private expect(character: string) {
    if (this.text[this.at] !== character) this.wrong();
    this.at += 1;
  }

  private wrong(at = this.at): never {
    throw new Refusal('notJson', { at });
  }

  private notCanonical(at: number): never {
    throw new Refusal('notCanonical', { at });
  }
}
