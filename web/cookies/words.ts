const en = {
  settings: 'Cookie settings',
  gpc: 'Your browser says by Global Privacy Control that you do not want to be tracked: what is optional is off.',
  close: 'Close',
  name: 'Name',
  purpose: 'What for',
  life: 'How long',
  setBy: 'Set by',
  others: 'Others who can read it',
  nobody: 'Nobody',
  closing: 'Until the browser closes',
  days: (days: number) => (days === 1 ? '1 day' : `${days} days`),
};

export type Words = typeof en;

const es: Words = {
  settings: 'Configuración de cookies',
  gpc: 'Su navegador indica mediante Global Privacy Control que no quiere que le rastreen: lo opcional está desactivado.',
  close: 'Cerrar',
  name: 'Nombre',
  purpose: 'Para qué',
  life: 'Cuánto tiempo',
  setBy: 'Quién la pone',
  others: 'Quién más puede leerla',
  nobody: 'Nadie',
  closing: 'Hasta cerrar el navegador',
  days: (days) => (days === 1 ? '1 día' : `${days} días`),
};

/** The script's own few words; the notice brings all others. */
export function wordsIn(language: string): Words {
  return language.startsWith('es') ? es : en;
}
