import { Injectable } from '@nestjs/common';
import { aJob, aVisitor, type Reader } from '../foundation/access/signed-in.js';
import { Records } from '../foundation/records/records.js';
import { EnrolmentService } from '../modules/accounts/enrolment.service.js';
import { ConversationsService } from '../modules/conversations/conversations.service.js';
import { ItemFilesService } from '../modules/libraries/item-files.service.js';
import { ItemsService } from '../modules/libraries/items.service.js';
import { DEMO_BOOKS, fileOf } from './demo-books.js';
import type { DemoLibrary } from './demo-libraries.js';
import { emailOf } from './demo-readers.service.js';

const QUESTION = {
  en: {
    subject: 'May I bring tea into the reading room?',
    body: 'It is cold by the window. A cup with a lid, of course.',
    answer: 'With a lid, gladly. The desk by the stove is free on Thursdays.',
  },
  es: {
    subject: '¿Puedo reservar la mesa de la ventana?',
    body: 'Los jueves por la tarde, si no la usa nadie.',
    answer: 'Es suya los jueves a partir de las cuatro.',
  },
};

/** What the libraries of the demo hold, and what their readers write. Each step finds what is there already. */
@Injectable()
export class DemoContentService {
  constructor(
    private readonly records: Records,
    private readonly enrolment: EnrolmentService,
    private readonly conversations: ConversationsService,
    private readonly items: ItemsService,
    private readonly files: ItemFilesService,
  ) {}

  async seed(libraryId: string, library: DemoLibrary, now: Date): Promise<void> {
    await this.books(libraryId);
    for (const reader of library.readers.slice(0, 2)) {
      const id = await this.readerAt(libraryId, emailOf(library, reader));
      if (id) await this.thread(readerOf(libraryId, id, now), QUESTION[reader.language], now);
    }
  }

  private async books(libraryId: string) {
    const me = aJob('demo', libraryId);
    const { items: held } = await this.items.list(me, '', { limit: 100 });
    for (const book of DEMO_BOOKS) {
      const { title, authors, description, language, mediaType } = book;
      const known = held.find((item) => item.title === title);
      if (known?.file) continue;
      const id = known?.id ?? (await this.items.add(me, { title, authors, description, language })).id;
      await this.files.put(me, id, { mediaType, body: fileOf(book) });
    }
  }

  private async thread(me: Reader, { subject, body, answer }: typeof QUESTION.en, now: Date) {
    const { items } = await this.conversations.list(me, undefined, {});
    const known = items.find((one) => one.subject === subject);
    if (known && known.lastAuthor === 'library') return;
    const id = known?.id ?? (await this.conversations.open(me, { subject, body }, now)).id;
    await this.conversations.write(aJob('demo', me.libraryId), id, answer, now);
  }

  private readerAt(libraryId: string, email: string): Promise<string | undefined> {
    return this.records.in(aJob('demo', libraryId), (db) => this.enrolment.idOf(db, email));
  }
}

function readerOf(libraryId: string, id: string, provedAt: Date): Reader {
  return { ...aVisitor(libraryId, { requestId: '-', route: 'job demo' }), kind: 'reader', id, provedAt };
}
