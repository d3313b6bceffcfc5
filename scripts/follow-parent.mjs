// Loaded before the server by scripts/launch.mjs: when the launcher is killed, its end of this pipe closes, and the
// server stops in order instead of living on without anybody to stop it.

import { Socket } from 'node:net';

const fd = Number(process.env.CARREL_LAUNCHER_FD);
// The server's own children have no such pipe.
delete process.env.CARREL_LAUNCHER_FD;

if (fd) {
  const launcher = new Socket({ fd, readable: true, writable: false });
  launcher.on('close', () => process.kill(process.pid, 'SIGTERM'));
  launcher.resume().unref();
}
