import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { type BundleContents, isImages } from '../../bundle/contents.ts';
import { exportImages, findImage } from '../../docker/images/export-images.ts';
import { dockerImageStore } from '../../docker/images/image-store.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { mirrored } from '../../images/mirror.ts';
import type { SourceFile } from '../../manifest/source.ts';
import { withoutSecrets } from '../../manifest/without-secrets.ts';
import { decompression } from '../bundle/compression.ts';
import { megabytes, type NeededImage, neededImages } from '../bundle/needed.ts';
import { checkBundle, eachEntry, textOf } from '../bundle/read-bundle.ts';
import { recipeFiles } from '../bundle/recipe-files.ts';
import { type BundleFile, writeBundle } from '../bundle/write-bundle.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { loadSources, readSources } from '../files/load-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { holderImage } from '../find/engine-factory.ts';
import { harmlessLines } from '../output/harmless.ts';
import { printTable } from '../output/table.ts';
import { version } from '../version.ts';

interface EngineOptions {
  readonly host?: string;
}

/** `outrider images FILE…`: what pods need, and what the engine has of it. Exit code 1 where something is not there. */
export async function images(
  files: readonly string[],
  options: EngineOptions & { readonly with: readonly string[]; readonly output: 'table' | 'json' },
): Promise<number> {
  const pods = await loadSources(readSources(files), { recipes: options.with });
  const needed = await withEngine(options, (connection, signal) => neededImages(connection, pods, signal));
  const rows = needed.map(({ image, found }) => ({ image, isThere: found !== undefined, ...found }));
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(rows)}\n`);
  else
    printTable(
      ['IMAGE', 'SIZE', 'DIGEST', 'THERE'],
      rows.map(({ image, bytes, digest, id, isThere }) => [
        image,
        bytes === undefined ? '' : megabytes(bytes),
        digest?.split('@')[1] ?? id ?? '',
        isThere ? 'yes' : 'no',
      ]),
    );
  return rows.every(({ isThere }) => isThere) ? exitCodes.ok : exitCodes.failure;
}

/** `outrider bundle save FILE… -o lab.tar`: manifests without their Secrets, recipes of one's own, and images. */
export async function saveBundle(
  files: readonly string[],
  options: EngineOptions & { readonly with: readonly string[]; readonly out: string },
): Promise<number> {
  const sources = readSources(files);
  const manifests = manifestsOf(sources);
  const pods = await loadSources(sources, { recipes: options.with });
  const recipes = options.with.map(recipeFiles);
  await withEngine(options, async (connection, signal) => {
    await holderImage(connection, signal);
    const found = await neededImages(connection, pods, signal);
    const missing = found.filter((one) => one.found === undefined).map(({ image }) => image);
    if (missing.length > 0) throw notThere(missing);
    const contents = {
      ...{ bundle: 1 as const, outrider: version },
      files: manifests.map(({ name }) => name),
      with: recipes.map((one) => one.with),
      images: found.map(bundled),
    };
    const archive = await exportImages(
      connection.docker,
      [...new Set(found.map((one) => one.reference))],
      signal,
    );
    const all = [...manifests, ...recipes.flatMap((one) => one.files)];
    const { entries } = await writeBundle(options.out, contents, all, archive);
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    say(`${options.out}: ${found.length} images, ${megabytes(bytes)}`);
  });
  return exitCodes.ok;
}

/** `outrider bundle load lab.tar`: its images on the engine, its files in a folder. It needs no network. */
export async function loadBundle(
  file: string,
  options: EngineOptions & { readonly directory?: string },
): Promise<number> {
  const { contents, problems } = await checkBundle(file);
  if (problems.length > 0) throw broken(file, problems);
  const folder = options.directory ?? join(dirname(file), basename(file, extname(file)));
  await withEngine(options, async (connection, signal) => {
    await eachEntry(file, (name, stream) => unpack(contents, folder, connection, name, stream, signal));
    const store = dockerImageStore(connection.docker);
    const mirror = process.env['OUTRIDER_IMAGE_MIRROR'];
    for (const { image, reference } of contents.images)
      if (mirrored(image, mirror) !== reference) await store.tag(reference, mirrored(image, mirror), signal);
  });
  const recipes = contents.with.map((recipe) => ` --with ${recipe}`).join('');
  say(`${contents.images.length} images are on the engine, the files in ${folder}`);
  say(`cd ${folder} && outrider up ${contents.files.join(' ')}${recipes} --pull never`);
  return exitCodes.ok;
}

/** `outrider bundle verify lab.tar`: whether it is whole, and which of its images the engine has already. */
export async function verifyBundle(file: string, options: EngineOptions): Promise<number> {
  const { contents, problems } = await checkBundle(file);
  const there = await whatIsThere(contents, options);
  printTable(
    ['IMAGE', 'SIZE', 'ON THE ENGINE'],
    contents.images.map(({ image, bytes }) => [image, megabytes(bytes), there(image)]),
  );
  for (const problem of problems) say(`${file}: ${problem}`);
  if (problems.length === 0) say(`${file} is whole`);
  return problems.length === 0 ? exitCodes.ok : exitCodes.failure;
}

/** An engine need not be there. */
async function whatIsThere(
  { images: all }: BundleContents,
  options: EngineOptions,
): Promise<(image: string) => string> {
  const mirror = process.env['OUTRIDER_IMAGE_MIRROR'];
  const look = withEngine(options, ({ docker }, signal) =>
    Promise.all(
      all.map(
        async ({ image }) => [image, await findImage(docker, mirrored(image, mirror), signal)] as const,
      ),
    ),
  );
  const found = await look.then(
    (entries) => new Map(entries),
    () => undefined,
  );
  return (image) => (found === undefined ? 'no engine' : found.get(image) ? 'yes' : 'no');
}

async function withEngine<T>(
  { host }: EngineOptions,
  work: (connection: Connection, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal } = new AbortController();
  const connection = await connectEngine(host, signal);
  try {
    return await work(connection, signal);
  } finally {
    connection.close();
  }
}

/** The manifests under names of their own, without Secrets. @throws Failure for a Compose file. */
function manifestsOf(sources: readonly SourceFile[]): readonly BundleFile[] {
  const taken = new Set<string>();
  return sources.map((source) => {
    const stripped = withoutSecrets(source);
    if (stripped.is === 'compose') throw ofCompose(source.file);
    if (stripped.secrets.length > 0)
      say(
        `the Secret ${stripped.secrets.join(', ')} of ${source.file} is left out: \`up\` needs a file with it`,
      );
    const base = basename(source.file).replace(/[^\w.-]/g, '') || 'manifest';
    const plain = /\.ya?ml$|\.json$/.test(base) ? base : `${base}.yaml`;
    const name = taken.has(plain) ? `${taken.size}-${plain}` : plain;
    taken.add(name);
    return { name, content: Buffer.from(stripped.text) };
  });
}

function bundled({ image, reference, found }: NeededImage): BundleContents['images'][number] {
  return { image, reference, id: found?.id ?? '', bytes: found?.bytes ?? 0 };
}

async function unpack(
  contents: BundleContents,
  folder: string,
  { docker }: Connection,
  name: string,
  stream: Readable,
  signal: AbortSignal,
): Promise<void> {
  const entry = contents.entries.find((one) => one.name === name);
  if (!entry) return;
  if (isImages(entry)) return dockerImageStore(docker).load(stream.pipe(decompression(name)), signal);
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await textOf(stream));
}

function notThere(missing: readonly string[]): Failure {
  return new Failure(
    exitCodes.failure,
    `the engine does not have ${missing.join(', ')}`,
    'Run the pods once, or pull and build these images; `outrider images FILE…` lists what is needed.',
  );
}

function ofCompose(file: string): Failure {
  return new Failure(
    exitCodes.usage,
    `${file} is a Compose file, and what it names beside it may hold secrets`,
    `\`outrider export kubernetes ${file}\` makes manifests of it, which a bundle can hold.`,
  );
}

function broken(file: string, problems: readonly string[]): Failure {
  return new Failure(
    exitCodes.failure,
    [`${file} is not whole, so nothing of it was loaded`, ...problems.map((one) => `  ${one}`)].join('\n'),
    'Copy it again.',
  );
}

function say(words: string): void {
  process.stderr.write(harmlessLines(`${words}\n`));
}
