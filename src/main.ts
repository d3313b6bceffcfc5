import 'reflect-metadata';
import { WrongSetting } from './config.js';
import { NotRestored } from './foundation/backup/backup-errors.js';
import { EncryptionError } from './foundation/encryption/errors.js';
import { serve } from './serve.js';

try {
  await serve();
  process.exit(0);
} catch (error) {
  // What the operator can act on is said in a sentence; a stack would bury it.
  const isForOperator =
    error instanceof WrongSetting || error instanceof EncryptionError || error instanceof NotRestored;
  process.stderr.write(`${isForOperator ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
}
