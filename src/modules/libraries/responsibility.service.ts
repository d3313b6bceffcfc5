import { Injectable } from '@nestjs/common';
import type { SignedIn, Staff } from '../../foundation/access/signed-in.js';
import { invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { Library } from './library.entity.js';
import type { Controller } from '../../foundation/law/controllers.js';
import type { Arrangement, Responsibility, ResponsibilityShape } from './responsibility-dto.js';

/** Who answers for a library: its controller, with whom it decides together, and who stands for it in the Union. */
@Injectable()
export class ResponsibilityService {
  constructor(private readonly records: Records) {}

  async show(me: SignedIn): Promise<ResponsibilityShape> {
    return this.records.in(me, async (db) => shapeOf((await db.get(Library, {})).controller));
  }

  /**
   * Says anew who answers beside the library, by what is entered now.
   * @throws 422 a name that stands twice, or an arrangement that is missing in a language of the library
   */
  async change(me: Staff, next: (now: Responsibility) => Responsibility): Promise<ResponsibilityShape> {
    return this.records.in(me, async (db) => {
      const { controller, languages } = await db.get(Library, {}, 'for update');
      const { jointControllers, representative } = next(shapeOf(controller));
      demandTold(jointControllers, languages);
      const named = jointControllers.map(({ name, contact, arrangement }) => ({
        name,
        contact,
        arrangement: told(arrangement),
      }));
      const changed = { ...controller, representative, jointControllers: named };
      await db.update(Library, {}, { controller: changed });
      return shapeOf(changed);
    });
  }
}

function shapeOf(controller: Controller): ResponsibilityShape {
  return {
    ...controller,
    jointControllers: controller.jointControllers ?? [],
    representative: controller.representative ?? null,
  };
}

function demandTold(given: Responsibility['jointControllers'], languages: string[]) {
  given.forEach(({ name, arrangement }, at) => {
    if (given.findIndex((one) => one.name === name) < at)
      throw invalid(
        `/jointControllers/${at}/name`,
        'Another joint controller has this name. Name each once.',
      );
    const missing = languages.find((one) => told(arrangement)[one] === undefined);
    if (missing !== undefined)
      throw invalid(
        `/jointControllers/${at}/arrangement/${missing}`,
        `Write what was arranged in every language that the library speaks: ${languages.join(', ')}.`,
      );
  });
}

function told({ en, es }: Arrangement): Record<string, string> {
  return { ...(en === undefined ? {} : { en }), ...(es === undefined ? {} : { es }) };
}
