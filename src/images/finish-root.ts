import { chmod, chown, copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CatalogueImage } from './catalogue.ts';
import type { ImageDirectory, ImageFile, ImageUser } from './definition.ts';

/** glibc's own default asks DNS before /etc/hosts; Debian's file comes from a maintainer script. */
const nsswitch = `passwd: files
group: files
shadow: files
hosts: files dns
networks: files
protocols: files
services: files
`;

/**
 * Turns a folder with extracted packages into the image's root file system: what the maintainer scripts would have
 * done, and what the image adds. It writes below `root` only.
 */
export async function finishRoot(root: string, image: CatalogueImage): Promise<void> {
  const { users = [], directories = [], files = [], symlinks = {}, bundles = {} } = image.definition;
  await writeAccounts(root, users);
  await writeFile(join(root, 'etc/nsswitch.conf'), nsswitch);
  for (const directory of directories) await makeDirectory(root, directory);
  for (const file of files) await addFile(root, image.folder, file);
  for (const [path, target] of Object.entries(symlinks)) await link(join(root, path), target);
  for (const [path, folder] of Object.entries(bundles)) await bundle(join(root, path), join(root, folder));
}

async function writeAccounts(root: string, users: readonly ImageUser[]): Promise<void> {
  const masters = join(root, 'usr/share/base-passwd');
  const passwd = users.map(({ name, id, home }) => `${name}:x:${id}:${id}::${home}:/usr/sbin/nologin\n`);
  const group = users.map(({ name, id }) => `${name}:x:${id}:\n`);
  const append = async (file: string, lines: readonly string[]) =>
    writeFile(
      join(root, 'etc', file),
      (await readFile(join(masters, `${file}.master`), 'utf8')) + lines.join(''),
    );
  await append('passwd', passwd);
  await append('group', group);
}

async function makeDirectory(root: string, { path, mode, owner = 0 }: ImageDirectory): Promise<void> {
  const target = join(root, path);
  await mkdir(target, { recursive: true });
  await chmod(target, Number.parseInt(mode, 8));
  await chown(target, owner, owner);
}

async function addFile(root: string, folder: string, { from, to, mode }: ImageFile): Promise<void> {
  const target = join(root, to);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(join(folder, from), target);
  await chmod(target, Number.parseInt(mode, 8));
}

async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  await symlink(target, path);
}

async function bundle(path: string, folder: string): Promise<void> {
  const parts = (await readdir(folder)).sort().map((name) => readFile(join(folder, name)));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.concat(await Promise.all(parts)));
}
