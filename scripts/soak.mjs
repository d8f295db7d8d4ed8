import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';

const ENTRIES = { pods: 'test/simulation/soak/main.ts', manifests: 'test/soak/manifests/main.ts' };
const COUNTS = { pods: 10_000, manifests: 20_000 };

/**
 * `npm run test:soak [-- pods|manifests] [--count N] [--seed N]`: random pods over the simulated engine, and broken
 * manifests and Compose files for the reader; both without a name. The last line on stdout of each sums it up.
 */
await main(async () => {
  const { values, positionals } = parseArgs({
    options: { count: { type: 'string' }, seed: { type: 'string' } },
    allowPositionals: true,
  });
  await prepare();
  const names = positionals.length > 0 ? positionals : Object.keys(ENTRIES);
  for (const name of names) {
    if (!(name in ENTRIES)) throw new Error(`${name} is no soak: pods or manifests`);
    const seed = values.seed ?? String(Date.now() % 1_000_000_007);
    await run(ENTRIES[name], [values.count ?? String(COUNTS[name]), seed]);
    if (process.exitCode) break;
  }
  return Number(process.exitCode ?? 0);
});

async function run(entry, args) {
  const folder = mkdtempSync(join('node_modules', '.soak-'));
  const program = join(folder, 'soak.mjs');
  try {
    const options = {
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'warning',
    };
    // Only now: in a fresh clone it has just been installed.
    const { build } = await import('esbuild');
    await build({ entryPoints: [entry], outfile: program, ...options });
    process.argv.splice(2, process.argv.length, ...args);
    await import(join(process.cwd(), program));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
