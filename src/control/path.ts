import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** A Unix socket's path may not be longer than this, in bytes (sockaddr_un on macOS, the shortest around). */
const longestPath = 103;

/** Whose sockets are meant: a project on one engine. The same name on another engine is another project. */
export interface ProjectOnEngine {
  readonly project: string;
  /** Tells engines apart, e.g. `unix:///run/docker.sock`. */
  readonly engine: string;
}

/** Where one run listens. Its process id is part of the name, so that one that does not answer can still be named. */
export function socketPath(folder: string, of: ProjectOnEngine, pid: number): string {
  const path = join(folder, `${prefixOf(of)}.${pid}.sock`);
  if (Buffer.byteLength(path) <= longestPath) return path;
  return join(folder, `${digestOf(of)}.${pid}.sock`);
}

/** The process ids of the runs whose sockets are among `names`, the files of the folder. */
export function pidsIn(names: readonly string[], of: ProjectOnEngine): readonly number[] {
  const prefixes = [prefixOf(of), digestOf(of)];
  return names.flatMap((name) => {
    const [, prefix, pid] = /^(.+)\.(\d+)\.sock$/.exec(name) ?? [];
    return prefix !== undefined && prefixes.includes(prefix) ? [Number(pid)] : [];
  });
}

function prefixOf(of: ProjectOnEngine): string {
  return `${of.project.slice(0, 30)}-${digestOf(of)}`;
}

function digestOf({ project, engine }: ProjectOnEngine): string {
  return createHash('sha256').update(`${project}\0${engine}`).digest('hex').slice(0, 12);
}
