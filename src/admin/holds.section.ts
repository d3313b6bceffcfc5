import type { PurposeKey } from '../foundation/data-map/vocabulary.js';
import { Day, Line, Lines, OneOf, Paragraphs, Uuid } from '../foundation/http/fields.js';
import { HOLD_GROUNDS, type HoldGround } from '../foundation/records/legal-hold.entity.js';
import { asking } from './ask.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

/** What the panel takes of a hold. */
class HoldForm {
  @Uuid() reader!: string;
  @OneOf(HOLD_GROUNDS) ground!: HoldGround;
  @Line({ max: 500 }) citation!: string;
  @Paragraphs({ max: 5_000 }) words!: string;
  @Lines({ most: 50, max: 100, optional: true }) purposes?: PurposeKey[];
  @Lines({ most: 100, max: 100, optional: true }) tables?: string[];
  @Day() reviewOn!: string;
}

const FIELDS: Field[] = [
  { name: 'reader', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'ground', type: 'string', in: ['list', 'show', 'edit'], values: HOLD_GROUNDS, isRequired: true },
  { name: 'citation', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'words', type: 'textarea', in: ['show', 'edit'], isRequired: true },
  { name: 'purposes', type: 'string', in: ['show', 'edit'], isArray: true },
  { name: 'tables', type: 'string', in: ['show', 'edit'], isArray: true },
  { name: 'reviewOn', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'isOverdue', type: 'string', in: ['list', 'show'] },
  { name: 'placedAt', type: 'datetime', in: ['show'] },
];

/** What of readers may not be erased for now; an owner places a hold, looks at it again within the year, and lifts it. */
export function holds({ legalHolds: service }: PanelServices): Section {
  return {
    id: 'holds',
    label: 'Legal holds',
    group: 'People',
    icon: 'Lock',
    table: 'legal_hold',
    title: 'citation',
    fields: FIELDS,
    form: HoldForm,
    list: async (me, page) => {
      ownersOnly(me);
      const { items, next } = await service.list(me, page, new Date());
      return { items: items.map(rowOf), next };
    },
    get: async (me, id) => {
      ownersOnly(me);
      return rowOf(await service.show(me, id, new Date()));
    },
    create: async (me, values) => {
      ownersOnly(me);
      const { reader, ...hold } = values as unknown as HoldForm;
      return (await service.place(me, reader, hold, new Date())).id;
    },
    actions: {
      review: asking(
        { label: 'Look at it again', icon: 'Calendar' },
        {
          text: 'Is this hold still needed? If so, say by when it is looked at again: at most a year ahead. The reader is told the new day.',
          button: 'It is still needed',
          fields: [{ name: 'reviewOn', label: 'Look at it again by', type: 'date' }],
        },
        async (me, id, { reviewOn = '' }) => {
          ownersOnly(me);
          await service.review(me, id, reviewOn, new Date());
          return { message: 'reviewed' };
        },
      ),
      lift: asking(
        { label: 'Lift', icon: 'Unlock', isDangerous: true },
        {
          text: 'The hold ends. If an erasure waits for it alone, everything of the reader is erased now, and nobody can bring it back.',
          button: 'Lift the hold',
        },
        async (me, id) => {
          ownersOnly(me);
          await service.lift(me, id, new Date());
          return { message: 'lifted' };
        },
      ),
    },
  };
}

function rowOf<T extends { id: string; isOverdue: boolean }>(hold: T) {
  return { ...hold, isOverdue: hold.isOverdue ? 'Overdue: look at it again' : '' };
}
