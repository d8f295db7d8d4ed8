import type { Readable } from 'node:stream';
import { extract, type Headers, pack } from 'tar-stream';

/** Folders that the engine puts into each container, and that no image has to offer. */
const engineFolders = ['dev', 'proc', 'sys'];
/** Files that the engine puts into each container; the image's own are larger. */
const engineFiles = ['etc/hostname', 'etc/hosts', 'etc/resolv.conf'];

/**
 * The archive of the root of a container that was never started, without what the engine has put there: what is left are the files of the
 * image, as a tar archive for another place.
 */
export function imageTree(archive: Readable): Readable {
  const entries = extract();
  const kept = pack();
  let folder: Headers | undefined;
  entries.on('entry', (header, content, next) => {
    if (isOfEngine(header)) return skip(content, next);
    // `etc` may be there for the files of the engine alone.
    if (pathOf(header) === 'etc' && header.type === 'directory') {
      folder = header;
      return skip(content, next);
    }
    if (folder && pathOf(header).startsWith('etc/')) kept.entry(folder);
    folder = undefined;
    content.pipe(kept.entry(header, next));
  });
  entries.on('finish', () => kept.finalize());
  archive.on('error', (error) => kept.destroy(error));
  entries.on('error', (error) => kept.destroy(error));
  archive.pipe(entries);
  return kept;
}

function isOfEngine(header: Headers): boolean {
  const path = pathOf(header);
  if (path === '.dockerenv' || engineFolders.includes(path.split('/')[0]!)) return true;
  if (path === 'etc/mtab') return header.type === 'symlink' && header.linkname === '/proc/mounts';
  return engineFiles.includes(path) && header.size === 0;
}

/** `./etc/` → `etc`. */
function pathOf({ name }: Headers): string {
  return name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
}

function skip(content: Readable, next: () => void): void {
  content.on('end', next);
  content.resume();
}
