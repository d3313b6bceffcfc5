#!/usr/bin/env node
// `carrel …`: the command line, built when stale.
process.argv.splice(2, 0, 'carrel');
await import('../scripts/run.mjs');
