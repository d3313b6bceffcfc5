declare const sealed: unique symbol;
declare const byPostgres: unique symbol;
declare const secret: unique symbol;

/** A sealed value: plain to services, never in a `where`. `Field` is its stable field id. */
export type Text<Field extends string> = string & { readonly [sealed]?: Field };
/** A sealed JSON value. */
export type Json<Field extends string, Value> = Value & { readonly [sealed]?: Field };
/** Sealed bytes. */
export type Bytes<Field extends string> = Buffer & { readonly [sealed]?: Field };
/** A column that Postgres fills when the caller does not. */
export type Default<Value> = Value & { readonly [byPostgres]?: true };
/** A value that never leaves with a row; `db.secret` asks for one by name. */
export type Secret<Value> = Value & { readonly [secret]?: true };

type SealedOf<T> = {
  [P in keyof T]: typeof sealed extends keyof NonNullable<T[P]> ? P : never;
}[keyof T];
type DefaultedOf<T> = {
  [P in keyof T]: typeof byPostgres extends keyof NonNullable<T[P]> ? P : never;
}[keyof T];
type NullableOf<T> = { [P in keyof T]: null extends T[P] ? P : never }[keyof T];
export type SecretOf<T> = {
  [P in keyof T]: typeof secret extends keyof NonNullable<T[P]> ? P : never;
}[keyof T];

type Optional<T> = 'id' | DefaultedOf<T> | NullableOf<T>;

/** What an insert needs: the library is set by the door, an absent id is made, what Postgres fills may be left out. */
export type Given<T> = Omit<T, 'libraryId' | Optional<T>> & Partial<Pick<T, Extract<Optional<T>, keyof T>>>;

/** A sealed text, once opened, is a text like any other. */
type Plain<V> =
  NonNullable<V> extends string
    ? typeof sealed extends keyof NonNullable<V>
      ? string | Extract<V, null>
      : V
    : V;

/** A row as it leaves the door. */
export type Opened<T> = { [P in Exclude<keyof T, 'libraryId' | SecretOf<T>>]: Plain<T[P]> };

/** A comparison that is not plain equality. */
export type Compared =
  | { before: Date | number | string }
  | { after: Date | number | string }
  | { not: null }
  | { noneOf: readonly string[] };

/** Plain columns to match: a value, a list of values, null, or a comparison. */
export type Where<T> = {
  [P in Exclude<keyof T, 'libraryId' | SealedOf<T>>]?: T[P] | readonly T[P][] | Compared;
};

export type Changes<T> = Partial<Omit<T, 'libraryId' | 'id'>>;

export type EntityClass<T> = new () => T;

/** One page of a list and the cursor of the next, or null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}
