// A child that numbers the entries of all libraries until it is killed: says "numbering" when it begins.
import { Pool } from 'pg';
import { loadConfig } from '../../src/config.js';
import { FileKeyRing } from '../../src/foundation/encryption/file-key-ring.js';
import { LogKeys } from '../../src/foundation/ledger/log-keys.js';
import { PublishedHeads } from '../../src/foundation/ledger/published-heads.js';
import { Sequencer } from '../../src/foundation/ledger/sequencer.js';

const config = loadConfig();
const pool = new Pool({ connectionString: config.database?.application });
const keys = await LogKeys.open(await FileKeyRing.open(config.keyringDir), config.keyringDir, pool);
const sequencer = new Sequencer(pool, keys, new PublishedHeads(config.erasureLedgerDir), 'carrel.test');
const { rows: libraries } = await pool.query<{ id: string }>(
  `select id from library_directory where slug <> 'platform'`,
);
process.stdout.write('numbering\n');
for (;;) for (const { id } of libraries) await sequencer.run(id, new Date());
