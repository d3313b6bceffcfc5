import { ApiProperty } from '@nestjs/swagger';

/** A proof document: docs/ledger.md. It can be checked offline, with the log's public key alone. */
export class ProofShape {
  @ApiProperty({ enum: ['carrel-proof/1'] }) format!: string;
  @ApiProperty({ enum: ['receipt', 'erasure-certificate', 'evidence-pack', 'incident-record'] })
  type!: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What a person can read.' })
  record!: object;
  @ApiProperty({ description: 'A signed note that binds the log to include the entries.' }) promise!: string;
  @ApiProperty({ type: [String], description: 'A C2SP tlog-proof for each entry that is included by now.' })
  proofs!: string[];
}
