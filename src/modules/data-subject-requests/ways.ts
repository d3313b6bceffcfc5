import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import type { Language } from '../../foundation/data-map/words.js';
import type { LegalBasis } from '../../foundation/law/legal-bases.js';

export const WAYS = [
  'change',
  'supplement',
  'withdraw',
  'object',
  'restrict',
  'download',
  'take',
  'delete',
] as const;
export type WayKind = (typeof WAYS)[number];

/** Something that a reader can do about a datum, and by which route (Art. 15(1)(e)). */
export interface Way {
  kind: WayKind;
  route: string;
  text: string;
}

const TEXTS: Record<WayKind, Record<Language, string>> = {
  change: { en: 'You can change it.', es: 'Puede cambiarlo.' },
  supplement: {
    en: 'You can add a statement to it: what is recorded stays, and your words stand beside it.',
    es: 'Puede añadirle una declaración: lo registrado queda, y sus palabras figuran a su lado.',
  },
  withdraw: { en: 'Take your consent back', es: 'Retirar su consentimiento' },
  object: { en: 'Object to it', es: 'Oponerse a ello' },
  restrict: { en: 'Have it kept but not used', es: 'Que se guarde sin usarse' },
  download: { en: 'Download a copy', es: 'Descargar una copia' },
  take: { en: 'Take it to another library', es: 'Llevárselo a otra biblioteca' },
  delete: { en: 'Delete it with your account', es: 'Eliminarlo con su cuenta' },
};

const STATEMENT = 'POST /me/requests {"kind": "rectification", "statement": "…"}';

/** How a datum can be changed: by its own route, or by a statement beside it (Art. 16). */
export function wayToChange(rectify: string | undefined, language: Language): Way {
  const kind = rectify ? 'change' : 'supplement';
  return { kind, route: rectify ?? STATEMENT, text: TEXTS[kind][language] };
}

/** Everything that can be done about a datum of a purpose, each by a route that works. */
export function waysFor(
  { key, legalBasis }: { key: PurposeKey; legalBasis: LegalBasis },
  rectify: string | undefined,
  language: Language,
): Way[] {
  const way = (kind: WayKind, route: string): Way => ({ kind, route, text: TEXTS[kind][language] });
  const rests = ['legitimate-interests', 'public-task'].includes(legalBasis);
  return [
    wayToChange(rectify, language),
    ...(legalBasis === 'consent' ? [way('withdraw', `DELETE /me/consents/${key}`)] : []),
    ...(rests ? [way('object', `PUT /me/objections/${key}`)] : []),
    way('restrict', 'POST /me/requests {"kind": "restriction"}'),
    way('download', 'POST /me/requests {"kind": "access"}'),
    ...(['consent', 'contract'].includes(legalBasis)
      ? [way('take', 'POST /me/requests {"kind": "portability"}')]
      : []),
    way('delete', 'DELETE /me'),
  ];
}
