import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A Unix socket's path may not be longer than this (sockaddr_un on macOS, the shortest around). */
const longestPath = 103;

/** Where the supervisor of a pod listens for the commands of other terminals; only its user may enter. */
export function controlPath(
  project: string,
  pod: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const base = env['XDG_RUNTIME_DIR'] ?? join(tmpdir(), `outrider-${userInfo().uid}`);
  const folder = join(base, 'outrider');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${project}_${pod}.sock`);
  if (path.length <= longestPath) return path;
  const digest = createHash('sha256').update(`${project}_${pod}`).digest('hex').slice(0, 16);
  return join(folder, `${digest}.sock`);
}
