import 'reflect-metadata';
import { Check, Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { PostgresNames } from '../database/naming.js';
import { DataMap } from './data-map.js';
import { NotPersonal, Personal, PersonalRecord, Sealed } from './decorators.js';
import { PURPOSES } from './purposes.js';

@Entity('diary')
@PersonalRecord({
  subject: 'readerId',
  purpose: 'account',
  category: 'identity',
  onErasure: 'delete',
  rectify: 'PATCH /me',
})
@Check('diary_mood', "mood in ('good', 'bad')")
class Diary {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') readerId!: string;
  @Sealed('diary.entry') entry!: string;
  @Sealed('diary.phone', { nullable: true }) @Personal({ category: 'contact', source: 'library' }) phone!:
    string | null;
  @Column('text') @Personal({ withheld: 'a secret that protects the account' }) secret!: string;
  @Column('text') mood!: 'good' | 'bad';
  @Column('timestamptz') writtenAt!: Date;
}

@Entity('shelf')
@NotPersonal('furniture')
class Shelf {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
}

@Entity('forgotten')
class Forgotten {
  @PrimaryColumn('uuid') libraryId!: string;
}

@Entity('careless')
@PersonalRecord({ subject: 'nobody', purpose: 'gossip' as never, category: 'identity', onErasure: 'delete' })
class Careless {
  @PrimaryColumn('uuid') libraryId!: string;
  @Column('text') remark!: string;
  @Column('jsonb') notes!: object;
}

async function mapOf(...entities: (new () => object)[]): Promise<DataMap> {
  const source = new DataSource({ type: 'postgres', entities, namingStrategy: new PostgresNames() });
  await (source as unknown as { buildMetadatas: () => Promise<void> }).buildMetadatas();
  return new DataMap(source);
}

it('tells each datum with what its table says, and what its column says otherwise', async () => {
  const map = await mapOf(Diary, Shelf);
  expect(map.faults()).toEqual([]);
  const [entry, phone, secret] = ['entry', 'phone', 'secret'].map((name) =>
    map.data().find((one) => one.property === name),
  );
  expect(entry).toMatchObject({
    fieldId: 'diary.entry',
    category: 'identity',
    source: 'reader',
    sealed: true,
    rectify: 'PATCH /me',
  });
  expect(phone).toMatchObject({ fieldId: 'diary.phone', category: 'contact', source: 'library' });
  expect(secret).toMatchObject({ withheld: 'a secret that protects the account', sealed: false });
});

it('refuses a table that nobody classified', async () => {
  expect((await mapOf(Forgotten)).faults()).toEqual([expect.stringContaining('forgotten says neither')]);
});

it('refuses a purpose that does not exist, a subject that is no column, and texts that stand plain', async () => {
  expect((await mapOf(Careless)).faults()).toEqual([
    expect.stringContaining('"nobody"'),
    expect.stringContaining('No purpose is called "gossip"'),
    expect.stringContaining('careless.remark (text) is personal and plain'),
    expect.stringContaining('careless.notes (jsonb) is personal and plain'),
  ]);
});

@Entity('log')
@PersonalRecord({ subject: 'readerId', purpose: 'account', category: 'usage', onErasure: 'delete' })
class Log {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') readerId!: string;
  @Column('uuid') diaryId!: string;
  @Column('uuid') handledBy!: string;
  @Column('uuid') colleague!: string;
  @Sealed('log.sender') sender!: string;
  @Column('uuid') @Personal({ ofOthers: 'they are not named' }) seenBy!: string;
  @Column('uuid') @Personal({ plain: 'the number of a page' }) page!: string;
  @Column('text') @Personal({ plain: 'an id' }) byId!: string;
  @Column('timestamptz') promisedBy!: Date;
}

it('refuses a column that may name another person and does not say whether a copy shows it', async () => {
  expect((await mapOf(Diary, Log)).faults()).toEqual([
    expect.stringContaining('log.handledBy may name another person'),
    expect.stringContaining('log.colleague may name another person'),
    expect.stringContaining('log.sender may name another person'),
    expect.stringContaining('log.byId may name another person'),
  ]);
});

it('knows a legal basis, a retention and words in both languages for every purpose', () => {
  for (const purpose of PURPOSES) {
    expect(purpose.retention.months).toBeGreaterThanOrEqual(0);
    for (const words of [purpose.texts.en, purpose.texts.es]) {
      expect(words.title.length).toBeGreaterThan(3);
      expect(words.text.length).toBeGreaterThan(20);
    }
  }
  expect(new Set(PURPOSES.map((purpose) => purpose.key)).size).toBe(PURPOSES.length);
});
