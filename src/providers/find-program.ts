import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the docker command looks for its plugins on Linux and macOS, besides the user's own folder. */
const PLUGIN_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/**
 * The program of a provider, by its absolute path: the plugin `docker-TYPE` of the docker command, else a program in `PATH`, or a
 * path. Undefined where there is none.
 */
export function findProgram(type: string, env: Env): string | undefined {
  return findPlugin(type, env) ?? candidates(type, env).find(isProgram);
}

/** A plugin of the docker command. Source: docker/cli `cli-plugins/manager`. */
export function findPlugin(name: string, env: Env): string | undefined {
  if (!/^[a-z][a-z0-9]*$/.test(name)) return undefined;
  const own = env['DOCKER_CONFIG'] || (env['HOME'] ? join(env['HOME'], '.docker') : undefined);
  const folders = [...(own === undefined ? [] : [join(own, 'cli-plugins')]), ...PLUGIN_FOLDERS];
  return folders.map((folder) => join(folder, `docker-${name}`)).find(isProgram);
}

function candidates(type: string, { PATH = '' }: Env): readonly string[] {
  if (type.includes('/')) return [resolve(type)];
  return PATH.split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, type));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
