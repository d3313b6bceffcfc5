import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken } from '../../foundation/access/opaque-token.js';
import { aVisitor } from '../../foundation/access/signed-in.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { spoken, tableTitle, type Language } from '../../foundation/data-map/words.js';
import { conflict, notFound } from '../../foundation/http/problem.js';
import { Ledger } from '../../foundation/ledger/ledger.js';
import { readOpening } from '../../foundation/leaves/leaf.js';
import { openingsAbout } from '../../foundation/records/openings.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { ERASURE_STATES, Erasure } from './erasure.entity.js';

interface Asking {
  requestId: string;
  route: string;
}

const PROVES_NOT = {
  en: 'It shows when the operator recorded the destruction of these keys and the deletion of these rows. It cannot show that nobody had copied a key or a page before. Letters in your own mailbox are yours.',
  es: 'Muestra cuándo el operador registró la destrucción de estas claves y el borrado de estas filas. No puede mostrar que nadie copiara antes una clave o una página. Las cartas de su buzón son suyas.',
} as const;

const BACKUPS = {
  waiting: {
    en: 'Backups made before the erasure are unreadable once the last key that could open them is destroyed: 8 to 15 days after it.',
    es: 'Las copias de seguridad anteriores dejan de poder abrirse cuando se destruye la última clave que las abre: de 8 a 15 días después.',
  },
  passed: {
    en: 'The last key that could open a backup of the data has been destroyed.',
    es: 'Se ha destruido la última clave que podía abrir una copia de seguridad de los datos.',
  },
} as const;

/** Proof of an erasure, for whoever holds its address. It names nobody. */
@Injectable()
export class CertificatesService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
    private readonly libraries: LibrariesService,
    private readonly ledger: Ledger,
    private readonly setting: Setting,
  ) {}

  /** Both parts: what is gone from the live system, and whether backups can still be opened. @throws 404 */
  async show(token: string, language: string, asking: Asking) {
    return this.of(token, asking, async (db, erasure) => this.written(db, erasure, token, spoken(language)));
  }

  /**
   * The same as a proof document, with every step as the ledger holds it; it can be checked offline.
   * @throws 404; 409 for an erasure from before the ledger
   */
  async proof(token: string, language: string, asking: Asking, now: Date) {
    return this.of(token, asking, async (db, erasure) => {
      const { id: about, subjectId } = erasure;
      const openings = await openingsAbout(db, 'erasure', { about, subjectId });
      if (!openings.length)
        throw conflict(
          'before-ledger',
          'This erasure was carried out before the library kept a ledger. The certificate itself is all there is.',
        );
      const events = openings.map((opening) => JSON.parse(readOpening(opening).payload) as object);
      const certificate = await this.written(db, erasure, token, spoken(language));
      return this.ledger.document(db, 'erasure-certificate', { ...certificate, events }, openings, now);
    });
  }

  private of<T>(token: string, asking: Asking, show: (db: Rows, erasure: Opened<Erasure>) => Promise<T>) {
    const libraryId = libraryOfToken(token);
    if (!libraryId) throw notFound();
    return this.records.in(aVisitor(libraryId, asking), async (db) =>
      show(db, await db.get(Erasure, { certificateHash: hashOfToken(token) })),
    );
  }

  private async written(db: Rows, erasure: Opened<Erasure>, token: string, language: Language) {
    const { name: library } = await this.libraries.named(db);
    const { id, state, requestedAt, keysDestroyedAt, liveCompleteAt, horizonPassedAt, kids, counts } =
      erasure;
    return {
      id,
      library,
      state,
      steps: ERASURE_STATES.slice(0, ERASURE_STATES.indexOf(state) + 1),
      requestedAt,
      keys: { ids: kids, destroyedAt: keysDestroyedAt },
      live: { isComplete: liveCompleteAt !== null, completedAt: liveCompleteAt, deletedRows: counts },
      backups: {
        areUnreadable: horizonPassedAt !== null,
        since: horizonPassedAt,
        text: BACKUPS[horizonPassedAt ? 'passed' : 'waiting'][language],
      },
      kept: this.kept(language),
      provesNot: PROVES_NOT[language],
      proof: `${this.setting.config.publicUrl}/api/v1/certificates/${token}/proof`,
    };
  }

  private kept(language: Language) {
    return this.map.personal().flatMap(({ table, personal: { onErasure, purpose } }) =>
      onErasure === 'delete' || purpose === 'staff'
        ? []
        : [
            {
              table,
              title: tableTitle(table, language),
              why: onErasure.keep,
              ground: `Art. ${onErasure.ground}`,
            },
          ],
    );
  }
}
