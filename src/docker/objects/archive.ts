import { pack } from 'tar-stream';

/** A folder, a file or a link of a tar archive; paths are relative and have no trailing slash. */
export interface ArchiveEntry {
  readonly path: string;
  /** Absent for a folder. */
  readonly content?: Uint8Array;
  /** What a symbolic link leads to. */
  readonly link?: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** When a file was changed; the present where it is absent. */
  readonly mtime?: Date;
}

/** The entries as a tar archive, in their order. */
export async function archiveOf(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { path, content, link, mode, uid, gid, mtime } of entries) {
    if (link !== undefined) tar.entry({ name: path, type: 'symlink', linkname: link, mode, uid, gid });
    else if (content === undefined) tar.entry({ name: path, type: 'directory', mode, uid, gid });
    else
      tar.entry({ name: path, type: 'file', mode, uid, gid, ...(mtime && { mtime }) }, Buffer.from(content));
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
