import { existsSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { notices } from './lib/notices.mjs';

/** Bundles `src/` into `dist/`: few files to open, so that a command starts quickly. */

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** The program, and what the scripts use of it. */
const entries = {
  main: 'src/main.ts',
  images: 'src/images/index.ts',
  'image-store': 'src/docker/images/image-store.ts',
  connect: 'src/docker/transport/connect.ts',
  endpoint: 'src/docker/transport/endpoint.ts',
};

/** The page of `report` and `view`: only they read it, and put it into documents. */
const page = { page: 'src/page/app/main.tsx', 'page-style': 'src/page/app/page.css' };

/** CommonJS packages in an ES module still ask for these. */
const commonJsNames = `
import { createRequire as createRequireOfBundle } from 'node:module';
import { fileURLToPath as fileURLToPathOfBundle } from 'node:url';
import { dirname as dirnameOfBundle } from 'node:path';
const require = createRequireOfBundle(import.meta.url);
const __filename = fileURLToPathOfBundle(import.meta.url);
const __dirname = dirnameOfBundle(__filename);
`.trim();

/**
 * Packages that others load at once and that are never called here: React's developer tools; and of dockerode, BuildKit's
 * sessions and its SSH client, which make every command that needs an engine start 40 ms later.
 */
const unused = ['react-devtools-core', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'ssh2'];

/**
 * The first lines of the program, for a shell and for Node.js: to the latter the second is a string and a comment. Node.js
 * forgets that SIGHUP was ignored, as nohup does, so the shell tells it: a signal that was ignored cannot be trapped.
 */
const launcher = [
  '#!/bin/sh',
  `':' //; OUTRIDER_SIGHUP=ignored; trap 'OUTRIDER_SIGHUP=' HUP; kill -HUP $$; trap - HUP; export OUTRIDER_SIGHUP; exec node "$0" "$@"`,
].join('\n');

/** Parts of an older build are kept that long for a program that runs from them and loads the rest when needed. */
const keepOldMs = 24 * 60 * 60_000;

const begin = new Date();
// A package holds this build alone.
if (process.argv.includes('--clean')) await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const fresh = await mkdtemp(join(dist, '.new-'));
try {
  await bundle(fresh);
  await publish(fresh);
} finally {
  await rm(fresh, { recursive: true, force: true });
}
await sweep();

async function bundle(outdir) {
  const present = Object.entries(entries).filter(([, file]) => existsSync(join(root, file)));
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: Object.fromEntries(present),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', OUTRIDER_VERSION: JSON.stringify(await version()) },
    alias: Object.fromEntries(unused.map((name) => [name, './scripts/empty.mjs'])),
    external: ['*.node'],
    banner: { js: commonJsNames },
    logLevel: 'warning',
  });
  const pageInputs = await bundlePage(outdir);
  const inputs = { ...metafile.inputs, ...pageInputs };
  await writeFile(join(outdir, 'THIRD_PARTY_NOTICES.txt'), await notices(root, { inputs }));
  const main = join(outdir, 'main.js');
  if (existsSync(main)) await makeExecutable(main);
}

/** One script and one style sheet for a browser. */
async function bundlePage(outdir) {
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: page,
    outdir,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    // The colours of light and dark stand side by side.
    supported: { 'color-functions': true },
    jsx: 'automatic',
    charset: 'ascii',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  return metafile.inputs;
}

async function version() {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version;
}

/** The time is that of the beginning: what was edited since then counts as newer. */
async function makeExecutable(file) {
  const code = await readFile(file, 'utf8');
  if (!code.startsWith('#!')) await writeFile(file, `${launcher}\n${code}`);
  await chmod(file, 0o755);
  await utimes(file, begin, begin);
}

/** Parts have their hash in their name; the entries, which name the parts, come last and replace the old ones. */
async function publish(folder) {
  const isEntry = (file) => file.replace(/\.js$/, '') in entries;
  const files = (await readdir(folder)).sort((a, b) => isEntry(a) - isEntry(b));
  for (const file of files) await rename(join(folder, file), join(dist, file));
}

async function sweep() {
  for (const file of await readdir(dist)) {
    const { mtimeMs } = await stat(join(dist, file));
    if (begin - mtimeMs > keepOldMs) await rm(join(dist, file), { recursive: true });
  }
}
