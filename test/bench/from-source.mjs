import { build } from 'esbuild';
import { root } from '../../scripts/lib/prepare.mjs';

/** Modules that are no part of the bundle's surface, bundled for a measurement; `exports` are export statements. */
export async function fromSource(exports) {
  const { outputFiles } = await build({
    stdin: { contents: exports, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
