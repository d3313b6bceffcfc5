import type { Tracker } from './notice.js';

/** Removes what trackers have stored on this site: cookies at every place that a script can reach, and storage of all kinds. */
export async function forget(trackers: Tracker[]): Promise<void> {
  for (const { name, kind } of trackers) {
    const isNamed = matcher(name);
    if (kind === 'cookie') cookieNames().filter(isNamed).forEach(removeCookie);
    if (kind === 'local-storage') clear(() => localStorage, isNamed);
    if (kind === 'session-storage') clear(() => sessionStorage, isNamed);
    if (kind === 'indexed-db') await removeDatabases(isNamed);
  }
}

/** Tells whether a name is the one of an entry, in which `*` stands for any characters. */
export function matcher(name: string): (given: string) => boolean {
  const parts = name.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's');
  return (given) => pattern.test(given);
}

function cookieNames(): string[] {
  return document.cookie
    .split(';')
    .map((pair) => pair.split('=')[0]?.trim() ?? '')
    .filter(Boolean);
}

/** A script does not learn where a cookie was set: each domain and path above this page is tried. */
function removeCookie(name: string) {
  const labels = location.hostname.split('.');
  const domains = ['', ...labels.map((_, i) => `; Domain=${labels.slice(i).join('.')}`)];
  const folders = location.pathname.split('/');
  const paths = folders.flatMap((_, i) => {
    const path = folders.slice(0, i + 1).join('/');
    return [path || '/', `${path}/`];
  });
  for (const domain of domains)
    for (const path of new Set(paths)) document.cookie = `${name}=; Max-Age=0; Path=${path}${domain}`;
}

/** Browsers that forbid storage throw where it is named: then nothing is stored in it. */
function clear(storageOf: () => Storage, isNamed: (name: string) => boolean) {
  let storage: Storage;
  try {
    storage = storageOf();
  } catch {
    return; // forbidden, so nothing is stored in it
  }
  Object.keys(storage)
    .filter(isNamed)
    .forEach((name) => {
      storage.removeItem(name);
    });
}

async function removeDatabases(isNamed: (name: string) => boolean) {
  for (const { name = '' } of await indexedDB.databases()) if (isNamed(name)) indexedDB.deleteDatabase(name);
}
