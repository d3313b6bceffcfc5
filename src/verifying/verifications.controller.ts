import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../foundation/access/decorators.js';
import { Paragraphs } from '../foundation/http/fields.js';
import { LanguageQuery } from '../foundation/http/page.js';
import { invalid } from '../foundation/http/problem.js';
import { PublishedLog } from '../foundation/ledger/published-log.js';
import { countProofRefused } from '../foundation/metrics/metrics.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { KnownKeys } from '../verifier/keys.js';
import { checkProof } from '../verifier/proof-document.js';
import { Refusal } from '../verifier/refusal.js';
import { sentence } from '../verifier/words/sentences.js';
import { nodePrimitives as primitives } from './node-primitives.js';

const MOST = 500_000;

/** A receipt or certificate that somebody holds, as the text of its file. */
export class ProofShown {
  @Paragraphs({ description: 'The text of a .proof.json file.', max: MOST }) document!: string;
}

/** What holds of it, a sentence each. */
export class Verification {
  @ApiProperty() verified!: boolean;
  @ApiProperty({ type: [String] }) facts!: string[];
}

/** Checks what people were handed, for those who do not want to do it themselves. It keeps nothing of it. */
@ApiTags('the ledger, for verifiers')
@ApiParam({ name: 'slug' })
@Controller('ledger/:slug/verifications')
@Public()
export class VerificationsController {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly log: PublishedLog,
  ) {}

  /** Holds a proof document against the keys of this library's log. What does not hold is a 422 that says what first. */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: Verification })
  async verify(
    @Param('slug') slug: string,
    @Body() { document }: ProofShown,
    @Query() { language }: LanguageQuery,
  ): Promise<Verification> {
    const generations = await this.log.generations(await this.libraries.logOf(slug));
    const spoken = language?.startsWith('es') ? 'es' : 'en';
    try {
      const keys = new KnownKeys(
        primitives,
        generations.map(({ key }) => key),
      );
      const { facts } = checkProof({ primitives, keys }, document);
      return { verified: true, facts: facts.map((one) => sentence(one, spoken)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      countProofRefused(error.refused);
      throw invalid('/document', sentence(error, spoken));
    }
  }
}
