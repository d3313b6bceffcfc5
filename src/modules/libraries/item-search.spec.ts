import { matcher } from './item-search.js';

const book = { title: 'El ñandú y la Ópera', authors: ['Ana Gómez', 'Łukasz 王'] };

it.each(['nandu', 'ÑANDÚ', 'opera el', 'gomez', 'GÓMEZ nandu', '王', '', '  '])('finds by "%s"', (search) => {
  expect(matcher(search)(book)).toBe(true);
});

it.each(['nandus', 'opera garcia', '李'])('does not find by "%s"', (search) => {
  expect(matcher(search)(book)).toBe(false);
});
