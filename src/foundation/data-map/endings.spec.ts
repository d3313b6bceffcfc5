import { endingFaults } from './endings.js';
import type { PersonalRecordOptions } from './decorators.js';

const DIARY: PersonalRecordOptions = {
  subject: 'readerId',
  purpose: 'security-log',
  category: 'usage',
  onErasure: 'delete',
};
const aTable = (personal: Partial<PersonalRecordOptions>, table = 'diary') => ({
  table,
  instants: new Set(['writtenAt', 'since']),
  properties: new Set(['writtenAt', 'since', 'purpose', 'parentId']),
  personal: { ...DIARY, ...personal },
});
const told = aTable({ withdrawals: { at: 'since', purpose: 'purpose', states: ['withdrawn'] } }, 'consent');
const parent = aTable({ ends: { from: { recorded: 'writtenAt' } } }, 'parent');
const faults = (personal: Partial<PersonalRecordOptions>) =>
  endingFaults(aTable(personal), [told, parent, aTable(personal)]);

it.each<[string, Partial<PersonalRecordOptions>]>([
  ['names the instant', { ends: { from: { recorded: 'writtenAt' } } }],
  ['names several', { ends: { from: { recorded: ['since', 'writtenAt'] } } }],
  ['goes with another row', { ends: { with: { table: 'parent', by: 'parentId' } } }],
  ['says itself when it ends', { ends: { at: 'since' } }],
  ['says what else ends it', { ends: { by: 'its partition' } }],
  ['ends by a withdrawal', { purpose: 'newsletter', ends: { from: { withdrawal: 'consent' } } }],
  ['ends with the account', { purpose: 'account' }],
])('accepts a table that %s', (_, personal) => {
  expect(faults(personal)).toEqual([]);
});

it.each<[string, Partial<PersonalRecordOptions>, RegExp]>([
  ['names none', {}, /"security-log" is kept from recorded/],
  ['names another event', { ends: { from: { 'last-message': 'writtenAt' } } }, /kept from recorded/],
  ['names no column', { ends: { from: { recorded: 'madeAt' } } }, /"madeAt", which is no instant/],
  ['names no instant', { ends: { from: { recorded: 'purpose' } } }, /"purpose", which is no instant/],
  ['goes with nothing', { ends: { with: { table: 'nobody', by: 'parentId' } } }, /cannot be/],
  ['goes with what has no end', { ends: { with: { table: 'consent', by: 'parentId' } } }, /cannot be/],
  [
    'asks the wrong table',
    { ends: { from: { recorded: 'since', withdrawal: 'parent' } } },
    /does not tell of/,
  ],
  ['names no instant of its end', { ends: { at: 'purpose' } }, /"purpose", which is no instant/],
])('refuses a table that %s', (_, personal, fault) => {
  expect(faults(personal)).toEqual([expect.stringMatching(fault)]);
});
