import type { RecordAction } from './section.js';

/** A field of a form that an action asks with. */
export interface AskedField {
  name: string;
  label: string;
  type: 'date' | 'text' | 'password';
  isOptional?: boolean;
}

/** What the component Ask shows: a sentence, perhaps fields, and a button. */
export interface Asking {
  text: string;
  button: string;
  fields?: AskedField[];
}

/** An action that asks before it acts, by the component Ask. */
export function asking(
  action: Pick<RecordAction, 'label' | 'icon' | 'isDangerous'>,
  ask: Asking,
  perform: NonNullable<RecordAction['perform']>,
): RecordAction {
  return { ...action, component: 'Ask', prepare: () => Promise.resolve({ ask }), perform };
}
