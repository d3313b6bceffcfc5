import { BlockList } from 'node:net';
import { addressRange, block, isBlocked } from './address-range.js';

function listOf(...ranges: string[]): BlockList {
  const list = new BlockList();
  for (const text of ranges) {
    const range = addressRange(text);
    if (range) block(list, range);
  }
  return list;
}

it('blocks an address alone, or all that share its first bits', () => {
  const list = listOf('192.0.2.7', '198.51.100.0/24', '2001:db8::/32');

  expect(['192.0.2.7', '198.51.100.200', '2001:db8:1::2', '::ffff:192.0.2.7'].map((ip) => isBlocked(list, ip))).toEqual(
    [true, true, true, true],
  ); // prettier-ignore
  expect(['192.0.2.8', '198.51.101.1', '2001:db9::1', 'nobody', ''].map((ip) => isBlocked(list, ip))).toEqual(
    [false, false, false, false, false],
  ); // prettier-ignore
});

it('takes nothing that is no address, nor what would shut out a country', () => {
  for (const text of [
    '',
    'example.org',
    '192.0.2.300',
    '192.0.2.0/33',
    '0.0.0.0/0',
    '10.0.0.0/7',
    '::/0',
    '1.2.3.4/',
  ])
    expect(addressRange(text)).toBeNull();
});
