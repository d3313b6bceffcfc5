import { CASE_FEATURES, edpbCases, nearestCases } from './edpb-cases.js';

describe('the eighteen cases of the EDPB', () => {
  it.each([
    [1, false, false], [2, true, false], [3, true, true], [4, true, true], [5, true, true], [6, false, false],
    [7, true, true], [8, true, false], [9, false, false], [10, false, false], [11, true, true], [12, true, true],
    [13, false, false], [14, true, true], [15, false, false], [16, true, false], [17, true, true], [18, true, true],
  ])('case %i: authority %s, people %s', (number, notifyAuthority, communicateToSubjects) => {
    expect(edpbCases[number - 1]).toMatchObject({ number, notifyAuthority, communicateToSubjects });
  }); // prettier-ignore

  it('are eighteen, each nearest to itself and to no other as near', () => {
    expect(edpbCases).toHaveLength(18);
    for (const one of edpbCases) {
      const [nearest, next] = nearestCases(one.features);
      expect(nearest).toEqual({ case: one, likeness: 1 });
      expect(next?.likeness ?? 0).toBeLessThan(1);
    }
  });

  it('use every feature that can be chosen', () => {
    expect(new Set(edpbCases.flatMap(({ features }) => features))).toEqual(new Set(CASE_FEATURES));
  });
});

it('finds hashed passwords from a website beside the case that needs no authority, and nothing for nothing', () => {
  const [nearest] = nearestCases(['website', 'passwords', 'passwords-hashed']);
  expect(nearest?.case).toMatchObject({ number: 6, notifyAuthority: false });
  expect(nearestCases([])).toEqual([]);
});
