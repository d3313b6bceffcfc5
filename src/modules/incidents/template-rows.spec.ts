import { controllerRows, rowKinds, templateRows, undetermined } from './template-rows.js';

it('has each row of the template once, in its order', () => {
  const starts = rowKinds.map(({ rows }) => Number(rows.split('-')[0]));

  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  expect(new Set(rowKinds.map(({ key }) => key)).size).toBe(rowKinds.length);
});

it('leaves to be determined what nobody answered, blank answers too', () => {
  const rows = templateRows({ nature: 'A leak', cause: '  ' });

  expect(undetermined(rows)).toHaveLength(rowKinds.length - 1);
  expect(undetermined(rows)).toContain('cause');
});

it('tells a controller everything that clause 9.2 asks for, known or not', () => {
  expect(controllerRows({ contact: 'Desk' }).map(({ rows }) => rows)).toEqual([
    '9.2(a)',
    '9.2(a)',
    '9.2(a)',
    '9.2(b)',
    '9.2(c)',
    '9.2(c)',
  ]);
});
