import { BaseProperty, BaseRecord, BaseResource, type ActionContext } from 'adminjs';
import { notFound } from '../foundation/http/problem.js';
import { staffIn } from './current-admin.js';
import type { Field, Section, Shown } from './section.js';

/** A field of a section as AdminJS wants it. */
class SectionProperty extends BaseProperty {
  constructor(
    private readonly field: Field,
    private readonly title: string,
    position: number,
  ) {
    // No column is sortable: lists have one order, that of time.
    super({ path: field.name, type: field.type, isId: false, isSortable: false, position });
  }

  override isTitle() {
    return this.field.name === this.title;
  }

  override isEditable() {
    return this.field.in.includes('edit');
  }

  override isArray() {
    return this.field.isArray === true;
  }

  override isRequired() {
    return this.field.isRequired === true;
  }

  override availableValues() {
    return this.field.values ? [...this.field.values] : null;
  }
}

/** A section as a resource of AdminJS. It opens rows only by id and for whoever is signed in; lists go through its action. */
export class SectionResource extends BaseResource {
  readonly fields: Field[];
  private readonly shape: BaseProperty[];

  constructor(
    readonly section: Section,
    masked: ReadonlySet<string>,
  ) {
    super(section);
    this.fields = section.fields.filter(({ name }) => !masked.has(name));
    const id = new BaseProperty({ path: 'id', type: 'string', isId: true, isSortable: false });
    this.shape = [id, ...this.fields.map((field, i) => new SectionProperty(field, section.title, i + 1))];
  }

  static override isAdapterFor(raw: unknown) {
    return raw instanceof SectionResource;
  }

  override databaseName() {
    return 'carrel';
  }

  override id() {
    return this.section.id;
  }

  override properties() {
    return this.shape;
  }

  override property(path: string) {
    return this.shape.find((one) => one.path() === path) ?? null;
  }

  /** The row, with declared fields only. @throws 404, so that AdminJS does not answer 200 for what is not there. */
  override async findOne(id: string, context: ActionContext): Promise<BaseRecord> {
    return this.record(await this.section.get(staffIn(context), id));
  }

  /** Lists are answered by the list action; whatever else AdminJS counts, searches or joins is nothing. */
  override count() {
    return Promise.resolve(0);
  }
  override find() {
    return Promise.resolve([]);
  }
  override findMany(): Promise<BaseRecord[]> {
    return Promise.reject(notFound());
  }

  /** A row as a record, without anything that the section does not declare. */
  record(row: Shown): BaseRecord {
    const declared = this.fields.map(({ name }) => [name, forForm(row[name])] as const);
    return new BaseRecord({ id: row.id, ...Object.fromEntries(declared) }, this);
  }

  /** What may be written, from what was sent: declared, editable fields; arrays come as `name.0`, `name.1`… */
  editable(payload: Record<string, unknown>): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const { name, in: places, isArray, isRequired, isShownOnly, emptyRemoves } of this.fields) {
      if (!places.includes('edit') || isShownOnly) continue;
      const wasSent = Object.keys(payload).some((key) => key === name || key.startsWith(`${name}.`));
      if (!wasSent) continue;
      if (isArray) values[name] = listOf(payload, name);
      else if (typeof payload[name] === 'string' && (payload[name] !== '' || isRequired || emptyRemoves))
        values[name] = payload[name];
    }
    return values;
  }
}

function listOf(payload: Record<string, unknown>, name: string): string[] {
  const found = Object.entries(payload)
    .filter(([key]) => key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1)))
    .sort(([a], [b]) => Number(a.slice(name.length + 1)) - Number(b.slice(name.length + 1)));
  return found
    .map(([, value]) => value)
    .filter((value): value is string => typeof value === 'string' && value !== '');
}

function forForm(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : (value ?? '');
}
