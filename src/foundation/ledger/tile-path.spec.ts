import { askedBy } from './tile-path.js';

it.each([
  ['0/000', { level: 0, position: 0, width: 256 }],
  ['1/x001/x234/067', { level: 1, position: 1_234_067, width: 256 }],
  ['entries/x001/234.p/5', { level: 'entries', position: 1_234, width: 5 }],
  ['63/001.p/255', { level: 63, position: 1, width: 255 }],
])('reads %s', (path, asked) => {
  expect(askedBy(path)).toEqual(asked);
});

it.each([
  '', '0', '0/0', '0/0000', '64/000', '00/000', '0/x000/001', '0/x001/x002', '0/000.p/0', '0/000.p/256', '0/000.p/01',
  '0/000.p/', 'entries/', '-1/000', '0/../000', '0/x999/x999/x999/x999/x999/999',
])('refuses %j', (path) => {
  expect(askedBy(path)).toBeNull();
}); // prettier-ignore
