import './typescript.mjs';

export default async function globalSetup() {
  const { startCluster } = await import('./cluster.ts');
  await startCluster();
}
