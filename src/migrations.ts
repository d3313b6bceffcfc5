import { readdirSync } from 'node:fs';
import type { MigrationInterface } from 'typeorm';

type Migration = new () => MigrationInterface;

const FOLDER = new URL('../migrations/', import.meta.url);

/** Every migration, in order; found by file name, so that adding one is adding a file. */
export async function allMigrations(): Promise<Migration[]> {
  const modules = await Promise.all(
    files().map((file) => import(new URL(file, FOLDER).href) as Promise<Record<string, Migration>>),
  );
  return modules.flatMap((module) => Object.values(module));
}

/** The names under which migrations are recorded as done. */
export function migrationNames(): string[] {
  return files().map((file) => file.replace(/^(\d+)-(\w+)\.\w+$/, '$2$1'));
}

function files(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => /^\d+-\w+\.(ts|js)$/.test(file) && !file.endsWith('.d.ts'))
    .sort();
}
