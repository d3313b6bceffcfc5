import { Injectable } from '@nestjs/common';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Problem, type FieldProblem } from '../../foundation/http/problem.js';
import type { Rows } from '../../foundation/records/rows.js';
import { addressProof } from './address-proof.js';
import { AgeRuleService } from './age-rule.service.js';
import { AgreementService } from './agreement.service.js';
import { GuardiansService } from './guardians.service.js';
import type { PasswordReset } from './passwords.dto.js';
import { Reader, ReaderEvidence } from './reader.entity.js';

type Said = Pick<PasswordReset, 'agreement' | 'birthDate' | 'country' | 'guardian'>;

const ASKED = {
  agreement: 'Show the agreement and send {accepted: true, version}.',
  birthDate: 'The library does not know the day of birth. Write it as year-month-day.',
  country: 'The library does not know the country. Write its two letters, such as ES.',
};

/** An imported reader claims the account, and says for it what a sign-up would have asked. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly agreement: AgreementService,
    private readonly ages: AgeRuleService,
    private readonly guardians: GuardiansService,
  ) {}

  /**
   * Takes what came with a new password: from an active reader an agreement at most, from an imported one all that the
   * account lacks. Below the age of consent a guardian gets a letter. @throws 422, naming everything that is missing
   */
  async take(db: Rows, reader: Opened<Reader>, said: Said, now: Date): Promise<void> {
    const { id, state, email } = reader;
    const { agreement, guardian } = said;
    if (state === 'unclaimed') demand(reader, said);
    if (agreement) await this.agreement.accept(db, id, agreement.version, '/agreement/version', now);
    if (state === 'active') return;
    const birthDate = reader.birthDate ?? said.birthDate ?? null;
    const country = reader.country ?? said.country ?? null;
    await db.update(Reader, { id }, { state: 'active', birthDate, country });
    // What fills a gap counts as on signing up; what contradicts the library is a change, and may be reviewed.
    await this.ages.change(db, { ...reader, birthDate, country }, bornIn(said), now);
    await this.guardians.demand(db, id, guardian, now);
    await db.insert(ReaderEvidence, { subjectId: id, address: addressProof(email) });
  }
}

function bornIn({ birthDate, country }: Said) {
  return { ...(birthDate ? { birthDate } : {}), ...(country ? { country } : {}) };
}

function demand(reader: Opened<Reader>, said: Said): void {
  const lacks = (['agreement', 'birthDate', 'country'] as const).filter(
    (name) => !said[name] && (name === 'agreement' || reader[name] === null),
  );
  const missing = lacks.map((name): FieldProblem => ({ pointer: `/${name}`, detail: ASKED[name] }));
  if (missing.length) throw new Problem(422, 'invalid', missing[0]?.detail ?? '', missing);
}
