import { primitives } from '../../test/support/ledger-primitives.js';
import { aLog, exportOf, WrittenLog, type Line } from '../../test/support/ledger-writer.js';
import { KnownKeys } from './keys.js';
import { Refusal } from './refusal.js';
import { sentence } from './words/sentences.js';
import { verify } from './verify.js';

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 60_000)
    yield await Promise.resolve(bytes.subarray(at, at + 60_000));
}

async function facts(text: string, { keys = [] as string[], anchor = '' } = {}): Promise<string> {
  const found = await verify(
    {
      primitives,
      keys: new KnownKeys(primitives, keys),
      anchor: anchor ? () => streamOf(anchor) : undefined,
    },
    streamOf(text),
  );
  return found.map((one) => sentence(one, 'en')).join('\n');
}

async function refusal(text: string, given: { keys?: string[]; anchor?: string } = {}): Promise<string> {
  const error = await facts(text, given).then(
    (found) => `nothing is wrong with it:\n${found}`,
    (reason: unknown) => reason,
  );
  if (error instanceof Refusal) return error.message;
  throw error instanceof Error ? error : new Error(String(error));
}

/** An export after something was done to one of its lines. */
function changed(log: WrittenLog, which: (line: Line) => boolean, change: (line: Line) => Line[]): string {
  const lines = log.lines();
  const at = lines.findIndex(which);
  return exportOf(lines.toSpliced(at, 1, ...change(lines[at] ?? {})));
}

const isTile = (level: number, index: number) => (line: Line) =>
  JSON.stringify(line.tile) === JSON.stringify([level, index]);
const isBundle = (first: number) => (line: Line) => line.entries === first;

function flipped(base64: unknown, byte: number): string {
  const bytes = Buffer.from(String(base64), 'base64');
  bytes[byte] = (bytes[byte] ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('an export of a log', () => {
  it('holds, entry by entry, and says what it was held against', async () => {
    const { log } = aLog(700, { checkpoints: [1, 255, 256, 257, 700] });
    const found = await facts(exportOf(log), { keys: [log.key] });

    expect(found).toContain(
      `Log ${log.origin}: 700 entries and 4 tiles agree with 5 signed checkpoints, the last over 700`,
    );
    expect(found).toContain(`The key of ${log.origin} is the one that was given.`);
    expect(found).not.toContain('trust');
  });

  it('says so when its key is known from the file only', async () => {
    const { log } = aLog(3);
    const found = await facts(exportOf(log));
    expect(found).toContain('was taken on trust from the file itself');
    expect(found).toContain(log.key);
  });

  it('is refused when it names another key than the one known', async () => {
    const { log } = aLog(3);
    const forger = aLog(3, { library: log.library }).log;
    expect(await refusal(exportOf(forger), { keys: [log.key] })).toMatch(
      /^Line 1, field “key”: the file names another key/,
    );
    expect(await refusal(exportOf(log), { keys: [aLog(1).log.key] })).toContain(
      'whose key is not among those given',
    );
  });

  it('names a changed entry by its index, and says when it was the tile that was changed', async () => {
    const { log } = aLog(600, { checkpoints: [300, 600] });
    const entry = changed(log, isBundle(256), (line) => [
      { ...line, bundle: flipped(line.bundle, 51 * 10 + 30) },
    ]);
    expect(await refusal(entry)).toMatch(
      /^Generation 1, line 7, tile 0\/1, entry 266: it has not the hash that the tile holds/,
    );

    const tile = changed(log, isTile(0, 1), (line) => [{ ...line, hashes: flipped(line.hashes, 32 * 10) }]);
    expect(await refusal(tile)).toMatch(
      /tile 0\/1, entry 266: the tile holds another hash .* The tile was changed/,
    );

    const upper = changed(log, isTile(1, 0), (line) => [{ ...line, hashes: flipped(line.hashes, 32) }]);
    expect(await refusal(upper)).toMatch(
      /tile 1\/0: at place 1 it has another hash than that of entries 256 to 511/,
    );
  });

  it('names the stretch of entries where entry and tile were changed alike', async () => {
    const { log } = aLog(600, { checkpoints: [300, 500, 600] });
    const { checkpoints } = log;
    const other = new WrittenLog(log.library);
    other.entries.push(...log.entries);
    const first = log.entries[420] ?? Buffer.alloc(0);
    other.entries[420] = Buffer.concat([first.subarray(0, 48), Buffer.of((first[48] ?? 0) ^ 1)]);
    const lines = other.lines().slice(1);
    const [header = {}] = log.lines();
    const text = exportOf([header, ...checkpoints.map(({ note }) => ({ checkpoint: note })), ...lines]);

    expect(await refusal(text)).toMatch(
      /checkpoint at size 500: its root is not that of the entries. Up to size 300 .* one of the entries 300 to 499 was changed/,
    );
  });

  it.each([
    [0, 'missing'],
    [17, 'missing'],
    [17, 'doubled'],
    [299, 'missing'],
  ])('finds entry %i %s', async (index, what) => {
    const { log } = aLog(300, { checkpoints: [100, 300] });
    const entry = log.entries[index] ?? Buffer.alloc(0);
    const [header, ...rest] = log.lines();
    const notes = rest.filter((line) => 'checkpoint' in line);
    const other = new WrittenLog(log.library);
    other.entries.push(...log.entries.toSpliced(index, 1, ...(what === 'doubled' ? [entry, entry] : [])));
    const text = exportOf([header ?? {}, ...notes, ...other.lines().slice(1)]);

    expect(await refusal(text)).toMatch(
      what === 'doubled' ? /entry 18: its id is that of another entry/ : /checkpoint at size/,
    );
  });

  it('refuses an id twice even where the log’s key signed it', async () => {
    const { log } = aLog(20);
    log.entries.push(log.entries[4] ?? Buffer.alloc(0));
    log.publish();
    expect(await refusal(exportOf(log))).toMatch(/entry 20: its id is that of another entry/);
  });

  it('refuses bundles that are not full, missing, doubled or out of order, and missing tiles', async () => {
    const { log } = aLog(600);
    const lines = log.lines();
    const without = (which: (line: Line) => boolean) => exportOf(lines.filter((line) => !which(line)));
    expect(await refusal(without(isBundle(256)))).toContain('tile 0/1: it does not stand after its bundle');
    expect(await refusal(without((line) => isBundle(256)(line) || isTile(0, 1)(line)))).toContain(
      'it begins with entry 512, where entry 256 comes next',
    );
    expect(await refusal(without(isTile(0, 1)))).toContain('tile 0/1: it is missing');
    expect(await refusal(without(isTile(1, 0)))).toContain('tile 1/0: it is missing');
    expect(await refusal(changed(log, isTile(1, 0), (line) => [line, line]))).toContain(
      'it stands here twice',
    );
    expect(await refusal(changed(log, isTile(0, 0), (line) => [line, line]))).toContain(
      'does not stand after its bundle',
    );
    const short = changed(log, isTile(0, 1), (line) => [
      { ...line, hashes: String(line.hashes).slice(0, 128 * 32) },
    ]);
    expect(await refusal(short)).toContain('instead of 256');
    const half = aLog(100).log;
    const [header = {}, checkpoint = {}, bundle = {}, tile = {}] = half.lines();
    const text = exportOf([
      header,
      checkpoint,
      bundle,
      tile,
      { entries: 100, bundle: bundle.bundle },
      { end: 200 },
    ]);
    expect(await refusal(text)).toContain('the bundle that begins at entry 0 is not full');
  });

  it('names a changed, unsigned, foreign or misplaced checkpoint by its size', async () => {
    const { log } = aLog(10, { checkpoints: [3, 7, 10] });
    const at = (size: number) => (line: Line) => String(line.checkpoint).includes(`\n${size}\n`);
    const note = log.checkpoints[1]?.note ?? '';
    const spoil = (text: string) => refusal(changed(log, at(7), () => [{ checkpoint: text }]));
    expect(await spoil(note.replace('\n7\n', '\n6\n'))).toMatch(
      /checkpoint at size 6: the signature is not by the key/,
    );
    expect(await spoil(note.replace(log.origin, log.origin.replace('carrel', 'other')))).toMatch(
      /size 7: it belongs to the log other/,
    );
    expect(await spoil(aLog(7).log.noteAt())).toMatch(/checkpoint at size 7: it belongs to the log/);
    expect(await spoil(aLog(7, { library: log.library }).log.noteAt())).toMatch(
      /size 7: the key of .* has not signed it/,
    );
    expect(await spoil(log.noteAt(3))).toMatch(
      /checkpoint at size 3: it does not follow the checkpoint before it/,
    );
    expect(await spoil(log.sign(`${log.origin}\n7\n${Buffer.alloc(32).toString('base64')}\n`))).toMatch(
      /checkpoint at size 7: its root is not that of the entries. Up to size 3 .* 3 to 6/,
    );
    const late = exportOf([...log.lines().slice(0, -1), { checkpoint: log.noteAt() }, { end: 10 }]);
    expect(await refusal(late)).toContain('a checkpoint stands after the first entry');
  });

  it('finds a tail that was cut from the file, at every length', async () => {
    const { log } = aLog(4, { checkpoints: [2, 4] });
    const text = exportOf(log);
    for (let length = 0; length < text.length; length += 1)
      expect(await refusal(text.slice(0, length))).not.toContain('nothing is wrong');
    expect(await refusal(`${text}{"end":4}\n`)).toContain('something stands after the end');
    expect(await refusal(`${text}\n`)).toContain('it is no JSON');
  }, 60_000);

  it('finds a tail that was cut from the log, while a checkpoint promises it', async () => {
    const { log } = aLog(10, { checkpoints: [5, 10] });
    log.entries.length = 8;
    expect(await refusal(exportOf(log))).toMatch(
      /checkpoint at size 10: it promises 10 entries, but only 8 are here/,
    );
  });

  it('says how many entries wait for their checkpoint, and takes 1,000 at most', async () => {
    expect(await facts(exportOf(aLog(1_010, { checkpoints: [10] }).log))).toContain(
      'The last 1000 entries are not yet promised',
    );
    expect(await refusal(exportOf(aLog(1_011, { checkpoints: [10] }).log))).toContain(
      'the last 1001 entries are under no checkpoint',
    );
  });

  it('takes tiles that end where the last checkpoint ends', async () => {
    const { log } = aLog(520, { checkpoints: [515] });
    const text = changed(log, isTile(0, 2), (line) => [
      {
        ...line,
        hashes: Buffer.from(String(line.hashes), 'base64')
          .subarray(0, 3 * 32)
          .toString('base64'),
      },
    ]);
    expect(await facts(text)).toContain('520 entries');
  });

  it('holds with no entry at all', async () => {
    expect(await facts(exportOf(new WrittenLog()))).toContain('0 entries');
    const log = new WrittenLog();
    log.publish(0);
    expect(await facts(exportOf(log))).toContain('1 signed checkpoints');
  });

  it('finds every bit that was flipped in what its lines hold', async () => {
    const { log } = aLog(3, { checkpoints: [2, 3] });
    log.open({ kind: 'text', text: 'A short text' });
    log.publish();
    const lines = log.lines();
    let flips = 0;
    for (const [n, line] of lines.entries())
      for (const field of ['bundle', 'hashes', 'checkpoint']) {
        const isBase64 = field !== 'checkpoint';
        const written = line[field];
        if (typeof written !== 'string') continue;
        const bytes = Buffer.from(written, isBase64 ? 'base64' : 'utf8');
        for (let bit = 0; bit < bytes.length * 8; bit += 1) {
          const spoilt = Buffer.from(bytes);
          spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          const value = spoilt.toString(isBase64 ? 'base64' : 'utf8');
          expect(await refusal(exportOf(lines.with(n, { ...line, [field]: value })))).not.toContain(
            'nothing is wrong',
          );
          flips += 1;
        }
      }
    expect(flips).toBeGreaterThan(7_000);
  }, 120_000);
});

describe('a generation after a restore', () => {
  function restored({ lost = 0, previous }: { lost?: number; previous?: string } = {}) {
    const { log: first } = aLog(10, { checkpoints: [5, 10 - lost] });
    const whole = first.noteAt(10);
    first.entries.length = 10 - lost;
    const second = new WrittenLog(first.library, 2);
    second.open({ kind: 'generation', previous: previous ?? whole });
    second.closed();
    second.publish();
    return { first, second };
  }

  it('is linked to the last checkpoint of the one before', async () => {
    const { first, second } = restored();
    expect(await facts(exportOf(first, second), { keys: [first.key, second.key] })).toContain(
      'Generation 2 begins with the checkpoint over 10 entries of generation 1. No entry was lost',
    );
  });

  it('says how many entries a restore lost', async () => {
    const { first, second } = restored({ lost: 3 });
    expect(await facts(exportOf(first, second))).toContain('A restore lost the last 3 of them.');
  });

  it('vouches for the one before, where only its own key is known', async () => {
    const { first, second } = restored();
    expect(await facts(exportOf(first, second), { keys: [second.key] })).toContain(
      `Nobody gave the key of ${first.origin}, but generation 2 vouches for its first 10 entries.`,
    );
    expect(await refusal(exportOf(first, second), { keys: [first.key] })).toContain(
      `but not that of its last generation, ${second.origin}`,
    );
  });

  it('says which entries of the one before nobody vouches for', async () => {
    const { log: first } = aLog(10, { checkpoints: [5, 10] });
    const second = new WrittenLog(first.library, 2);
    second.open({ kind: 'generation', previous: first.noteAt(5) });
    second.publish();
    expect(await facts(exportOf(first, second), { keys: [second.key] })).toContain(
      'From entry 5 on, the 10 entries',
    );
  });

  it('is refused without its link, or with one that does not fit', async () => {
    const { first, second } = restored();
    const empty = new WrittenLog(first.library, 2);
    expect(await refusal(exportOf(first, empty))).toContain(
      'does not begin with an entry that holds the last checkpoint',
    );
    const closed = aLog(2, { library: first.library, generation: 2 }).log;
    expect(await refusal(exportOf(first, closed))).toContain(
      'does not begin with an entry that holds the last checkpoint',
    );
    const text = new WrittenLog(first.library, 2);
    text.open({ kind: 'text', text: '' });
    text.publish();
    expect(await refusal(exportOf(first, text))).toContain(
      'does not begin with an entry that holds the last checkpoint',
    );
    expect(await refusal(exportOf(second))).toContain('it is generation 2, where generation 1 comes next');
    expect(await refusal(exportOf(first, first))).toContain(
      'it is generation 1, where generation 2 comes next',
    );
    expect(await refusal(exportOf(first, aLog(1).log))).toContain('it belongs to the log');
    const third = new WrittenLog(first.library, 3);
    third.open({ kind: 'generation', previous: first.noteAt() });
    third.publish();
    expect(await refusal(exportOf(first, third))).toContain('it belongs to the log');
    const link = async (previous: string) => {
      const { second: next } = restored({ previous });
      return refusal(exportOf(first, new WrittenLogOf(next, first.library)));
    };
    expect(await link(first.noteAt(7))).toContain('published no checkpoint over 7 entries');
    expect(await link(aLog(10, { library: first.library }).log.noteAt())).toContain('has not signed it');
    expect(await link(second.noteAt())).toContain('it belongs to the log');
    const forged = first.sign(`${first.origin}\n10\n${Buffer.alloc(32).toString('base64')}\n`);
    expect(await link(forged)).toContain(
      'it has another root than the checkpoint of that generation over 10',
    );
  });

  it('may follow one that a second restore from the same backup lost', async () => {
    const { first, second } = restored({ lost: 3 });
    const third = new WrittenLog(first.library, 3);
    third.open({ kind: 'generation', previous: second.noteAt() });
    third.publish();
    const text = exportOf(first, third);
    expect(await facts(text)).toContain(
      'over 2 entries of generation 2, which is not here: a restore lost all of it',
    );
    expect(await facts(text, { keys: [second.key, third.key] })).toContain(
      `The key of ${first.origin} was taken on trust`,
    );
    const { log: forger } = aLog(1, { library: first.library, generation: 2 });
    expect(await refusal(text, { keys: [forger.key, third.key] })).toContain('has not signed it');

    const platform = new WrittenLog();
    platform.open({ kind: 'anchor', checkpoint: second.noteAt() });
    platform.publish();
    expect(await facts(text, { anchor: exportOf(platform) })).toContain('All 1 checkpoints');
    second.closed();
    platform.open({ kind: 'anchor', checkpoint: second.noteAt() });
    platform.publish();
    expect(await refusal(text, { anchor: exportOf(platform) })).toContain(
      '(its entry 1), a generation that is not here',
    );
  });

  /** The second generation as another library’s log would have to be written to follow it. */
  class WrittenLogOf extends WrittenLog {
    constructor(log: WrittenLog, library: string) {
      super(library, 2);
      this.entries.push(...log.entries);
      this.publish();
    }
  }
});

describe('an anchor log', () => {
  function anchored(sizes = [5, 10]) {
    const { log } = aLog(10, { checkpoints: [5, 10] });
    const platform = new WrittenLog();
    platform.closed();
    platform.open({ kind: 'anchor', checkpoint: aLog(3).log.noteAt() });
    for (const size of sizes) platform.open({ kind: 'anchor', checkpoint: log.noteAt(size) });
    platform.publish();
    return { log, platform, anchor: exportOf(platform) };
  }

  it('confirms a log that holds all that it has seen', async () => {
    const { log, platform, anchor } = anchored();
    const found = await facts(exportOf(log), { keys: [log.key, platform.key], anchor });
    expect(found).toContain(
      'All 2 checkpoints that the anchor log has seen of this log are in it, or in what it says was lost; the largest is over 10',
    );
    expect(found).toContain(`The key of ${platform.origin} is the one that was given.`);
    expect(await facts(exportOf(log), { keys: [log.key], anchor })).toContain(
      `The key of ${platform.origin} was taken on trust`,
    );
  });

  it('finds a tail that was cut with its checkpoints', async () => {
    const { log, anchor } = anchored();
    log.entries.length = 7;
    log.checkpoints.length = 1;
    expect(await facts(exportOf(log))).toContain('7 entries');
    expect(await refusal(exportOf(log), { anchor })).toBe(
      'The log ends after 7 entries, but the anchor log has seen a signed checkpoint over 10 of them (its entry 3). Its tail was cut off.',
    );
  });

  it('finds a log that was written anew with the log’s own key', async () => {
    const { log, anchor } = anchored([5]);
    log.entries[2] = log.entries[2]?.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) as Buffer;
    log.checkpoints.length = 0;
    log.publish();
    expect(await facts(exportOf(log))).toContain('10 entries');
    expect(await refusal(exportOf(log), { anchor })).toContain(
      'the first 5 entries are not those whose checkpoint the anchor log has seen (its entry 2). The log was rewritten',
    );
  });

  it('finds a generation that is not there any more', async () => {
    const { log, platform } = anchored();
    const second = new WrittenLog(log.library, 2);
    second.open({ kind: 'generation', previous: log.noteAt() });
    platform.open({ kind: 'anchor', checkpoint: second.publish() });
    platform.publish();
    const anchor = exportOf(platform);
    expect(await facts(exportOf(log, second), { anchor })).toContain('All 3 checkpoints');
    expect(await refusal(exportOf(log), { anchor })).toContain(
      `has seen a checkpoint of ${second.origin} (its entry 4)`,
    );
  });

  it('knows a loss that the next generation owns up to from one that it hides', async () => {
    const { log, platform, anchor } = anchored();
    const whole = log.noteAt(10);
    const at8 = log.noteAt(8);
    log.entries.length = 7;
    log.checkpoints.length = 1;
    const after = (previous: string) => {
      const next = new WrittenLog(log.library, 2);
      next.open({ kind: 'generation', previous });
      next.publish();
      return exportOf(log, next);
    };
    expect(await facts(after(whole), { anchor })).toContain('A restore lost the last 3');
    expect(await refusal(after(at8), { anchor })).toContain(
      'checkpoint over 10 of them (its entry 3). Its tail was cut off',
    );
    const forged = log.sign(`${log.origin}\n10\n${Buffer.alloc(32).toString('base64')}\n`);
    expect(await refusal(after(forged), { anchor })).toContain('The log was rewritten');
    expect(platform.entries).toHaveLength(4);
  });

  it('must hold itself, and hold only what the log’s key signed', async () => {
    const { log, platform, anchor } = anchored();
    expect(await refusal(exportOf(log), { anchor: anchor.slice(0, -5) })).toContain('the file was cut off');
    platform.open({ kind: 'anchor', checkpoint: aLog(9, { library: log.library }).log.noteAt() });
    platform.publish();
    expect(await refusal(exportOf(log), { anchor: exportOf(platform) })).toMatch(
      /Entry 4 of the anchor log.*has not signed it/,
    );
    const spoilt = changed(platform, isBundle(0), (line) => [{ ...line, bundle: flipped(line.bundle, 30) }]);
    expect(await refusal(exportOf(log), { anchor: spoilt })).toMatch(
      /^Anchor log, generation 1, line 5, tile 0\/0, entry 0/,
    );
  });

  it('tells nothing where it has seen nothing', async () => {
    const { anchor } = anchored();
    expect(await facts(exportOf(aLog(3).log), { anchor })).toContain('has seen no checkpoint of this log');
  });
});

it('is no file that can be checked', async () => {
  expect(await refusal('Dear reader')).toContain('t is none of what can be checked');
  expect(await refusal('')).toContain('t is none of what can be checked');
  expect(await refusal('{"format":"carrel-log/2"}\n')).toContain('carrel-log/1');
});
