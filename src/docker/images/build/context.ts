import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { isAbsolute, join, posix } from 'node:path';
import dockerignore, { type Ignore } from '@balena/dockerignore';
import { type Pack, pack } from 'tar-stream';
import { EngineError } from '../../../supervisor/ports.ts';

/** The package is CommonJS and exports the function itself; its types say otherwise. */
const ignoreFile = dockerignore as unknown as () => Ignore;

/** A Dockerfile that is no file of the context. It is added under a name that no file has. */
export interface AddedDockerfile {
  readonly name: string;
  readonly text: string;
}

/** A folder whose files may be sent to the engine. */
export interface ContextFolder {
  readonly folder: string;
  /** The path of the Dockerfile from the folder; it is sent also where it is to be left out. */
  readonly dockerfile: string;
  readonly added?: AddedDockerfile | undefined;
}

/**
 * A folder as the archive that the engine builds from, without what `.dockerignore` names. Everything in it belongs to root,
 * as the docker CLI sends it. Errors destroy the stream.
 */
export function contextArchive(context: ContextFolder): Pack {
  const archive = pack();
  fill(archive, context).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  return archive;
}

/**
 * The paths of a context that are sent, in order, from its folder.
 * Source: Dockerfile reference, ".dockerignore file"; one that is named after the Dockerfile counts before the other.
 */
export async function contextPaths({ folder, dockerfile }: ContextFolder): Promise<readonly string[]> {
  const text =
    (await textOf(join(folder, `${dockerfile}.dockerignore`))) ?? (await textOf(join(folder, IGNORE_FILE)));
  const patterns = (text ?? '').split(/\r?\n/);
  const ignore = ignoreFile().add(patterns);
  const keeps = (path: string): boolean =>
    path === dockerfile || path === IGNORE_FILE || !ignore.ignores(path);
  // A folder that is left out may have files that are not, where a pattern takes some back.
  const looksInside = patterns.some((pattern) => pattern.trim().startsWith('!'));
  const found: string[] = [];
  const walk = async (inside: string): Promise<void> => {
    for (const entry of (await readdir(join(folder, inside), { withFileTypes: true })).toSorted(byName)) {
      const path = posix.join(inside, entry.name);
      const isKept = keeps(path);
      if (isKept) found.push(path);
      if (entry.isDirectory() && (isKept || looksInside || dockerfile.startsWith(`${path}/`)))
        await walk(path);
    }
  };
  await walk('');
  return found;
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}

async function fill(archive: Pack, context: ContextFolder): Promise<void> {
  const { folder, added } = context;
  const paths = await contextPaths(context);
  for (const path of paths.filter((one) => !added || one !== IGNORE_FILE))
    await addPath(archive, folder, path);
  if (!added) return;
  // The engine reads the Dockerfile first and then leaves it out, where it is told so.
  const own = await textOf(join(folder, IGNORE_FILE));
  const ignored = own === undefined ? `${added.name}\n${IGNORE_FILE}\n` : `${own}\n${added.name}\n`;
  await write(archive, { ...owned, name: IGNORE_FILE, mode: 0o644 }, ignored);
  await write(archive, { ...owned, name: added.name, mode: 0o644 }, added.text);
}

const IGNORE_FILE = '.dockerignore';

const owned = { uid: 0, gid: 0, uname: '', gname: '' };

async function addPath(archive: Pack, folder: string, path: string): Promise<void> {
  const absolute = join(folder, path);
  const found = await lstat(absolute);
  const header = { ...owned, name: path, mode: found.mode & 0o7777, mtime: found.mtime };
  if (found.isDirectory()) return write(archive, { ...header, type: 'directory' });
  if (found.isSymbolicLink())
    return write(archive, { ...header, type: 'symlink', linkname: await readlink(absolute) });
  // Sockets and the like are nothing that an image can have.
  if (found.isFile()) return write(archive, header, await readFile(absolute));
}

function write(
  archive: Pack,
  header: Parameters<Pack['entry']>[0],
  content?: string | Buffer,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // An archive that is destroyed calls nobody back.
    archive.once('close', resolve);
    const done = (error?: Error | null): void => {
      archive.removeListener('close', resolve);
      if (error) reject(error);
      else resolve();
    };
    if (content === undefined) archive.entry(header, done);
    else archive.entry(header, content, done);
  });
}

/** The Dockerfile of a context: its text, and its path from there, or under which name it is added. */
export async function findDockerfile(
  folder: string,
  name: string,
  inline: string | undefined,
): Promise<{ readonly text: string; readonly shown: string; readonly context: ContextFolder }> {
  const addedName = '.dockerfile.outrider';
  if (inline !== undefined) {
    const added = { name: addedName, text: inline };
    return { text: inline, shown: 'dockerfile_inline', context: { folder, dockerfile: addedName, added } };
  }
  const absolute = isAbsolute(name) ? name : join(folder, name);
  const text = await textOf(absolute);
  if (text === undefined)
    throw new EngineError('engine', `there is no Dockerfile ${absolute}`, {
      hint: 'Name it with `dockerfile`, from the folder of `context`.',
    });
  const inside = posix.relative(folder, absolute);
  const isInside = !inside.startsWith('..');
  return {
    text,
    shown: absolute,
    context: isInside
      ? { folder, dockerfile: inside }
      : { folder, dockerfile: addedName, added: { name: addedName, text } },
  };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
