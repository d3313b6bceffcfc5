// `npm run generate`: writes what is derived from the code into docs/generated.
import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildApp } from '../bootstrap.js';
import { DataMap } from '../foundation/data-map/data-map.js';
import { recordAsMarkdown, recordOfProcessing } from '../foundation/data-map/record-of-processing.js';
import { PortabilityFormat } from '../modules/data-subject-requests/portability-format.service.js';
import { migrate } from '../foundation/database/migrate.js';
import { deadlineTable } from '../foundation/law/deadline-table.js';
import { maintainPartitions } from '../foundation/database/partitions.js';
import { openApiDocument } from '../foundation/operations/openapi.js';
import { allMigrations } from '../migrations.js';
import { moduleGraph, type Rules } from './module-graph.js';
import { onScratch } from './scratch.js';

const FOLDER = resolve('docs', 'generated');

await onScratch(async (setting) => {
  await migrate(setting.urls.owner, await allMigrations());
  await maintainPartitions(setting.urls.maintenance, new Date());
  const app = await buildApp(setting);
  try {
    write('openapi.json', `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
    const schema = app.get(PortabilityFormat, { strict: false }).schema();
    write('portability.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
    write('record-of-processing.md', recordAsMarkdown(recordOfProcessing(app.get(DataMap))));
  } finally {
    await app.close();
  }
});
write('deadlines.md', deadlineTable());
const rules = (await import(pathToFileURL(resolve('import-rules.js')).href)) as Rules;
write(
  'modules.md',
  `# Modules\n\nFrom \`import-rules.js\`: an arrow says who may import whom.\n\n${moduleGraph(rules)}\n`,
);
process.exit(0);

function write(name: string, text: string) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, name), text);
}
