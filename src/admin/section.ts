import type { Type } from '@nestjs/common';
import type { Staff } from '../foundation/access/signed-in.js';
import type { Page } from '../foundation/data-map/shapes.js';
import type { Flowing, Sendable } from '../foundation/files/send-file.js';

/** A row as the panel shows it: an id and plain values; lists of values are flattened by AdminJS. */
export type Shown = { id: string } & Record<string, unknown>;

/** A column of a section. What it does not allow is neither shown nor taken. */
export interface Field {
  name: string;
  type: 'string' | 'textarea' | 'datetime' | 'number' | 'uuid' | 'mixed';
  in: ('list' | 'show' | 'edit' | 'filter')[];
  values?: readonly string[];
  isRequired?: boolean;
  isArray?: boolean;
  /** A component of browser/components.js that shows the value. */
  component?: string;
  /** On the form it is shown by its component, and not taken. */
  isShownOnly?: boolean;
  /** An empty text removes the value; absent: it leaves it as it is. */
  emptyRemoves?: boolean;
}

/** What a page of a list is asked by: filters that the section declares, and where it starts. */
export interface ListQuery {
  filters: Record<string, string>;
  skip: number;
  limit: number;
}

/** An action beside those that every section may have: it is done by POST; GET only shows its form. */
export interface RecordAction {
  label: string;
  icon: string;
  /** Name of a component of browser/components.js. */
  component: string;
  isDangerous?: boolean;
  /** Not in the menu: another action's form performs it. */
  isHidden?: boolean;
  /** What the form shows beside the row itself. */
  prepare?: (me: Staff, id: string, query: Record<string, string>) => Promise<Record<string, unknown>>;
  /** Absent: the action only shows. */
  perform?: (me: Staff, id: string, fields: Record<string, string>, from: string) => Promise<Outcome>;
}

/** What an action tells when it is done. */
export interface Outcome {
  message: string;
  /** What the form shows of it, such as an address that is told once. */
  told?: Record<string, unknown>;
  /** The access token of a session that takes the place of the asker's. */
  renewed?: string;
}

/**
 * One subject of the panel, over the services of a module. What a section does not offer does not exist: no method, no
 * action. Every method is told who asks; the library is theirs.
 */
export interface Section {
  id: string;
  label: string;
  group: string;
  icon: string;
  /** The table whose withheld columns are masked, by the data map. */
  table: string;
  title: string;
  /** Whose section it is; for everybody else it does not exist. Absent: of those who work for a library. */
  roles?: readonly Staff['role'][];
  /** What an id looks like, where it is no UUID. */
  idPattern?: RegExp;
  fields: Field[];
  /** Filters come by links only, not by a form. */
  hidesFilter?: boolean;
  /** Finds a row by what is typed into the form of the component Find; sent by POST, so that no address is in a URL. */
  find?: (me: Staff, typed: string) => Promise<string | null>;
  /** What forms are checked against before `create` and `change` are given them. */
  form?: Type<object>;
  list: (me: Staff, query: ListQuery) => Promise<Page<Shown>>;
  get: (me: Staff, id: string) => Promise<Shown>;
  create?: (me: Staff, values: Record<string, unknown>) => Promise<string>;
  change?: (me: Staff, id: string, values: Record<string, unknown>) => Promise<void>;
  remove?: (me: Staff, id: string) => Promise<void>;
  /** A component of browser/components.js that shows a row in the place of AdminJS's own, and what it needs beside the row. */
  showing?: Pick<RecordAction, 'component'> & Required<Pick<RecordAction, 'prepare'>>;
  actions?: Record<string, RecordAction>;
  /** What the id of a file looks like, where it is no UUID. */
  filePattern?: RegExp;
  /** A file of a row, to be saved; at /admin/files/SECTION/ROW/FILE. @throws 404 */
  file?: (me: Staff, id: string, fileId: string) => Promise<Sendable | Flowing>;
}

/** One page of a list that is there as a whole. */
export function pageOf(items: Shown[], { skip, limit }: ListQuery): Page<Shown> {
  return { items: items.slice(skip, skip + limit), next: items.length > skip + limit ? 'more' : null };
}

/** Whether somebody of a role has a section. */
export function isFor({ roles = ['owner', 'librarian'] }: Section, role: Staff['role']): boolean {
  return roles.includes(role);
}
