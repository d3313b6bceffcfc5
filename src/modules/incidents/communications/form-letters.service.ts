import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { isEmailAddress } from '../../../foundation/http/email-address.js';
import type { FormLetter } from '../../../foundation/mail/form-letter.js';
import { Outbox } from '../../../foundation/mail/outbox.js';
import { Records } from '../../../foundation/records/records.js';
import { Setting } from '../../../foundation/setting.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import type { Addressee, BreachCommunication } from './communication.entity.js';
import { letterIn, textFor } from './letter-text.js';

/** The composed letters of one communication, by language and addressee. */
export interface FormLetters {
  for: (language: string, addressee: Addressee) => Promise<FormLetter>;
}

/** Composes each letter of a communication once, in the controller's name; answers go to its contact point. */
@Injectable()
export class FormLettersService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  async of(me: SignedIn, { content }: Opened<BreachCommunication>): Promise<FormLetters> {
    const { slug, controller, name, languages } = await this.records.in(me, async (db) => ({
      ...(await this.libraries.answering(db)),
      ...(await this.libraries.named(db)),
    }));
    const checkAt = `${this.setting.config.publicUrl}/l/${slug}/letters`;
    const sender = { library: name, controller, checkAt, code: content.code };
    const composed = new Map<string, Promise<FormLetter>>();
    const compose = (writtenIn: string, addressee: Addressee) => {
      const text = content.texts[writtenIn];
      if (!text) throw new Error(`This communication has no text in ${writtenIn}.`);
      const letter = letterIn(writtenIn, text, sender, addressee);
      const replyTo = [controller.contact, controller.dataProtectionOfficer].find(isEmailAddress);
      return this.outbox.compose({ fromName: controller.name, ...(replyTo ? { replyTo } : {}), ...letter });
    };
    return {
      for: (language, addressee) => {
        const writtenIn = textFor(language, content.texts, languages[0] ?? 'en');
        const key = `${writtenIn} ${addressee}`;
        const known = composed.get(key) ?? compose(writtenIn, addressee);
        composed.set(key, known);
        return known;
      },
    };
  }
}
