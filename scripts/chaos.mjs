import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './lib/dist.mjs';
import { needEngine } from './lib/engine.mjs';
import { needImages, needPrograms } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { prepare, root } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';

/**
 * `npm run test:chaos [-- --seed N --runs N --jobs N --fault KIND --verbose]`: pods on a real engine with a fault in each,
 * drawn from a seed; `test/chaos` has the drill. The last line on stdout sums them up.
 */
await main(async () => {
  await prepare();
  const engine = await needEngine();
  const names = ['holder', 'demo', 'haproxy'];
  await needImages(engine, names.slice(0, 2));
  await needPrograms(engine, names.slice(2));
  const images = await references(names);
  engine.close();
  const socket = engine.docker.modem.socketPath;
  if (!socket) throw new Error('the drill needs an engine on this machine, behind a socket');
  const drill = await bundled('test/chaos/main.ts');
  const well = await drill.main(process.argv.slice(2), { socket, images, say, signal: interruption });
  return well ? 0 : 1;
});

/** By which names the runs call the images. */
async function references(names) {
  const { loadCatalogue } = await load('images');
  const mirror = process.env.OUTRIDER_IMAGE_MIRROR || undefined;
  const images = loadCatalogue(mirror).filter(({ name }) => names.includes(name));
  return images.flatMap(({ reference, aliases }) => [reference, ...aliases]);
}

/** A TypeScript program, as a module. */
async function bundled(file) {
  const folder = mkdtempSync(join(root, 'node_modules', '.chaos-'));
  try {
    const outfile = join(folder, 'chaos.mjs');
    // Only now: in a fresh clone it has just been installed.
    const { build } = await import('esbuild');
    await build({
      absWorkingDir: root,
      entryPoints: [file],
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile,
      logLevel: 'warning',
    });
    return await import(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
