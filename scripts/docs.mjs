import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { splice } from './lib/splice.mjs';

/**
 * Writes the generated parts of the docs, each between two markers of its page:
 *
 *   <!-- generated: fidelity -->
 *   <!-- /generated -->
 *
 * `npm run docs -- --check` writes nothing and fails when a page is stale.
 */

/** What stands behind a marker's name: a module of `src/` and the function in it that gives the Markdown. */
const generators = {
  keys: { page: 'docs/ui.md', module: 'src/ui/input/keymap-docs.ts', name: 'keymapTables' },
  compose: { page: 'docs/compose.md', module: 'src/manifest/compose/table.ts', name: 'composeTable' },
  findings: { page: 'docs/findings.md', module: 'src/findings/table.ts', name: 'findingsTable' },
  lint: { page: 'docs/lint.md', module: 'src/lint/rules-table.ts', name: 'rulesTable' },
  fidelity: { page: 'docs/fidelity.md', module: 'src/manifest/fidelity-table.ts', name: 'fidelityTable' },
};

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

for (const [marker, { page, module, name }] of Object.entries(generators)) {
  const path = join(root, page);
  const before = await readFile(path, 'utf8');
  const after = splice(before, marker, (await load(module))[name]());
  if (before === after) continue;
  if (check) {
    console.error(`${page} is stale: npm run docs`);
    process.exitCode = 1;
  } else {
    await writeFile(path, after);
    console.error(`wrote ${page}`);
  }
}

async function load(module) {
  const folder = await mkdtemp(join(tmpdir(), 'outrider-docs-'));
  try {
    const outfile = join(folder, 'module.mjs');
    const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" };
    const options = { absWorkingDir: root, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' };
    await build({ ...options, entryPoints: [module], outfile, banner });
    return await import(outfile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
