import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metrics } from '../metrics/metrics.js';

/** Prometheus's page, on a port of its own that only this machine reaches. */
export class MetricsServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private server: Server | undefined;

  constructor(private readonly metricsPort: number) {}

  /** @throws Error naming METRICS_PORT when the port is taken. */
  async onApplicationBootstrap() {
    const { metricsPort } = this;
    const server = createServer((_, response) => {
      void metrics.metrics().then((text) => {
        response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
      });
    });
    this.server = server;
    await new Promise<void>((ready, failed) => {
      server.once('error', (error) => {
        failed(new Error(`METRICS_PORT ${metricsPort} cannot be used: choose another.`, { cause: error }));
      });
      server.listen(metricsPort, '127.0.0.1', ready);
    });
  }

  /** The port that is listened on. */
  get port(): number {
    return (this.server?.address() as AddressInfo | null)?.port ?? 0;
  }

  async beforeApplicationShutdown() {
    const { server } = this;
    if (!server?.listening) return;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
