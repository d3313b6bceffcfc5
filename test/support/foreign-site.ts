import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A library's own site, on another host than Carrel's, as strict about what runs on it as sites can be. */
export class ForeignSite {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<ForeignSite> {
    const server = createServer((request, response) => {
      const found = site.pages.get(request.url ?? '/');
      response.writeHead(found ? 200 : 404, { ...site.headers, 'content-type': found?.type ?? 'text/plain' });
      response.end(found?.content ?? '');
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const site = new ForeignSite(server, `http://localhost:${(server.address() as AddressInfo).port}`);
    return site;
  }

  readonly pages = new Map<string, { type: string; content: string }>();
  headers: Record<string, string> = {};

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A script that stores in every way there is, as trackers do. */
export const TRACKER = `
  document.cookie = '_stat1=1; Path=/; Max-Age=1000';
  localStorage.setItem('_stat2', '1');
  sessionStorage.setItem('_stat3', '1');
  indexedDB.open('_stat4');
  document.documentElement.dataset.counted = 'yes';
`;
