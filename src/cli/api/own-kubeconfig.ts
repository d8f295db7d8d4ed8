import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { withAccess, withoutAccess } from '../../api/serve/kubeconfig.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { contextName } from './context-name.ts';
import type { Scope, ServerFolder } from './server-folder.ts';

/** The person's own kubeconfig: the first file of KUBECONFIG, else `~/.kube/config` (client-go, tools/clientcmd). */
function ownFile(): string {
  const [first] = (process.env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  return first ?? join(process.env['HOME'] || homedir(), '.kube', 'config');
}

/** Adds the context to the person's own file, and makes it the current one. Answers with the file. @throws Failure */
export async function addContext(
  { authority, token }: ServerFolder,
  scope: Scope,
  port: number,
): Promise<string> {
  const access = {
    name: contextName(scope),
    server: `https://127.0.0.1:${port}`,
    authority: readFileSync(authority, 'utf8'),
    token: readFileSync(token, 'utf8'),
  };
  const file = ownFile();
  change(file, (text) => withAccess(text, access));
  return file;
}

/** Removes the context where `addContext` has added it. @throws Failure */
export async function forgetContext(scope: Scope): Promise<void> {
  const name = contextName(scope);
  const file = ownFile();
  if (read(file)?.includes(name)) change(file, (text) => withoutAccess(text, name));
}

function change(file: string, edit: (text: string) => string): void {
  const before = read(file) ?? '';
  let after: string;
  try {
    after = edit(before);
  } catch (error) {
    throw new Failure(
      exitCodes.failure,
      `${file} is no kubeconfig: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
      'It is left as it is. Without --merge `outrider kubeconfig` prints a file of its own.',
    );
  }
  if (after === before) return;
  mkdirSync(dirname(file), { recursive: true });
  // The file may be a link into a folder of settings, and stays one.
  const target = existsSync(file) ? realpathSync(file) : file;
  const fresh = `${target}.outrider-${process.pid}`;
  try {
    writeFileSync(fresh, after, { mode: 0o600, flag: 'wx' });
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
