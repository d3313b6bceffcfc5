import type { Command } from 'commander';
import { ledgerAnchorsCommands } from './ledger-anchors.command.js';
import { evidencePackCommand } from './evidence-pack.command.js';
import { ledgerLogCommands } from './ledger-log.command.js';
import { ledgerVerifyCommand } from './ledger-verify.js';

/** `carrel ledger …` */
export function ledgerCommands(program: Command) {
  const ledger = program.command('ledger').description('the append-only logs of libraries, and their proofs');
  ledgerVerifyCommand(ledger);
  ledgerLogCommands(ledger);
  ledgerAnchorsCommands(ledger);
  evidencePackCommand(ledger);
}
