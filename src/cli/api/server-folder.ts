import { join } from 'node:path';
import { makeOwnFolder, runtimeFolder, stateFolder, thisMachine } from '../../control/folders.ts';
import { socketPath } from '../../control/path.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { secretsFolder } from '../recipes/secrets-folder.ts';

/** Whose pods a server of the API shows: those of a project, or of all of them. */
export type Scope = { readonly project: string } | { readonly all: true };

/** Where a server of the API leaves what its clients need. Only its user may enter. */
export interface ServerFolder {
  readonly path: string;
  /** Who serves, and where. It is there while the server is. */
  readonly record: string;
  readonly token: string;
  readonly authority: string;
  readonly kubeconfig: string;
  /** What the server says before it ends by a failure. */
  readonly words: string;
}

/** No project can be called so. */
const nameOfAll = '_all';

export function scopeName(scope: Scope): string {
  return 'project' in scope ? scope.project : nameOfAll;
}

/**
 * The folder for a scope on an engine. A server that begins makes it, in a folder that is there afterwards and that only the user may enter.
 * @throws FolderError
 */
export function serverFolder({ info }: Connection, scope: Scope, env: NodeJS.ProcessEnv): ServerFolder {
  const { uid } = thisMachine(env);
  const parent = runtimeFolder(env);
  makeOwnFolder(parent, uid);
  const of = { project: scopeName(scope), engine: info.address };
  const path = socketPath(parent, of, 0).replace(/\.0\.sock$/, '.api');
  return {
    path,
    record: join(path, 'server.json'),
    token: join(path, 'token'),
    authority: join(path, 'ca.crt'),
    kubeconfig: join(path, 'kubeconfig'),
    words: join(path, 'words.log'),
  };
}

/** Where the key of the server, and of the CA that signs it, are kept. */
export function serverSecrets(scope: Scope, env: NodeJS.ProcessEnv): string {
  return 'project' in scope ? secretsFolder(scope.project, env) : join(stateFolder(env), 'api', 'secrets');
}
