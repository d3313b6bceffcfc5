import fc from 'fast-check';
import { exportName, readExportName } from './key-export-names.js';

const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });

it('tells the epochs and the age of every export from its name', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(10_000), { maxLength: 5 }), instants, (epochs, now) => {
      const told = readExportName(`${exportName(epochs, now)}.age`);
      expect(told?.epochs).toEqual(epochs);
      expect(told?.isBefore(now)).toBe(false);
      expect(told?.isBefore(new Date(now.getTime() + 1_000))).toBe(true);
    }),
  );
});

it('leaves other files alone', () => {
  for (const name of ['identity.txt', 'carrel-keys.age', 'carrel-keys-20261125T185523Z-e2-6afbc3.age.part'])
    expect(readExportName(name)).toBeNull();
});
