import type { Config } from '../config.js';
import type { RoleUrls } from './database/roles.js';

/** What this process runs on: the configuration, the database that is up, the root secret. */
export class Setting {
  constructor(
    readonly config: Config,
    readonly urls: RoleUrls,
    readonly root: Buffer,
    readonly isDemo: boolean,
  ) {}
}
