import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { main } from './lib/main.mjs';

/** `npm run test:soak [-- PODS SEED]`: random pods over the simulated engine. The last line on stdout sums them up. */
await main(async () => {
  const folder = mkdtempSync(join('node_modules', '.soak-'));
  const program = join(folder, 'soak.mjs');
  try {
    await build({
      entryPoints: ['test/simulation/soak/main.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile: program,
      logLevel: 'warning',
    });
    await import(join(process.cwd(), program));
    return Number(process.exitCode ?? 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
