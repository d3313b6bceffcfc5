import { Problem } from '../http/problem.js';

/** No row of this library matches; answered with 404, whoever's row it was. */
export class NoSuchRow extends Problem {
  constructor(readonly what: string) {
    super(404, 'not-found', 'There is nothing at this address. Check the id and the library.');
  }
}

/** A value that has to be unique in the library is in use. */
export class Taken extends Problem {
  constructor(readonly fieldId: string) {
    super(409, 'taken', 'Another entry of this library has this value. Choose a different one.');
  }
}
