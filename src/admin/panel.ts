import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Express } from 'express';
import type { FastifyInstance } from 'fastify';
import { Pool } from 'pg';
import { Credentials } from '../foundation/access/credentials.js';
import { DataMap } from '../foundation/data-map/data-map.js';
import type { Problem } from '../foundation/http/problem.js';
import { Setting } from '../foundation/setting.js';
import { PanelServices } from './panel-services.js';
import { panelSessions } from './panel-session.js';
import { sectionsOf } from './sections.js';

const BELOW = /^\/admin(?:[/?]|$)/;

/** The owners' panel: AdminJS in an Express application of its own, given every request below /admin before its body is read. */
@Injectable()
export class Panel implements OnApplicationShutdown {
  private readonly logger = new Logger('Panel');
  private readonly sessions: ReturnType<typeof panelSessions>;
  private app: Promise<Express> | undefined;

  constructor(
    pool: Pool,
    private readonly setting: Setting,
    private readonly map: DataMap,
    private readonly credentials: Credentials,
    private readonly services: PanelServices,
  ) {
    this.sessions = panelSessions(pool, setting);
    map.place({
      en: {
        name: 'sessions of the panel',
        where: 'table admin_session',
        holds: 'ids of staff, their role and their session, no name',
        keptFor: '8 hours after the last use',
      },
      es: {
        name: 'sesiones del panel',
        where: 'tabla admin_session',
        holds: 'identificadores del personal, su función y su sesión, sin nombre',
        keptFor: '8 horas desde el último uso',
      },
    });
  }

  /** Takes over what is below /admin, ahead of everything that Fastify does with a request. */
  mount(fastify: FastifyInstance) {
    fastify.addHook('onRequest', async (request, reply) => {
      if (!BELOW.test(request.raw.url ?? '')) return;
      const app = await this.ready();
      reply.hijack();
      app(request.raw as never, reply.raw as never);
    });
  }

  onApplicationShutdown() {
    this.sessions.store.close();
  }

  /** AdminJS takes a second to load: it waits for the first who opens the panel. */
  private ready(): Promise<Express> {
    this.app ??= this.build();
    return this.app;
  }

  private async build(): Promise<Express> {
    const { panelApp } = await import('./panel-app.js');
    const { config } = this.setting;
    return panelApp({
      doors: this.services,
      sections: sectionsOf(this.services),
      map: this.map,
      credentials: this.credentials,
      sessions: this.sessions.middleware,
      slugOf: async (id) => (await this.services.libraries.slugsOf([id])).get(id) ?? '',
      dashboard: async (me) => ({
        alarms: me.role === 'owner' ? await this.services.alarms.of(me, new Date()) : [],
      }),
      publicUrl: config.publicUrl,
      trustProxy: config.trustProxy,
      report: (error, requestId, problem) => this.report(error, requestId, problem),
    });
  }

  /** The kind of error and where it arose; its message may quote what someone typed. */
  private report(error: unknown, requestId: string, { type }: Problem) {
    const stack =
      error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
    const name = error instanceof Error ? error.name : typeof error;
    this.logger.error(
      { requestId, type, name, stack: stack.slice(0, 12).join('\n') },
      'a page of the panel failed',
    );
  }
}
