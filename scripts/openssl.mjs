// The openssl that plays the time-stamp authority of the tests, and checks what the authority signed.

import { installOnDebian, isRootOnDebian, onPath } from './debian.mjs';
import { CannotRun } from './prepare.mjs';

const ADVICE = 'The tests of the ledger need openssl: install it.';

/** The path of openssl; installs Debian's through apt-get as root on Debian. */
export function findOpenssl() {
  const found = onPath('openssl');
  if (found) return found;
  if (!isRootOnDebian()) throw new CannotRun(ADVICE);
  installOnDebian('openssl', ADVICE);
  const path = onPath('openssl');
  if (!path) throw new CannotRun(ADVICE);
  return path;
}
