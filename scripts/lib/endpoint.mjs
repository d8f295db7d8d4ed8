import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where an engine may be: what was asked for, or every usual socket. In the order in which they are tried. */
export function candidates(environment = process.env) {
  const asked = environment.DOCKER_HOST
    ? { host: environment.DOCKER_HOST, from: 'DOCKER_HOST' }
    : fromContext(environment);
  return asked
    ? [asked]
    : usualSockets(environment).map((path) => ({ host: `unix://${path}`, from: 'a usual socket' }));
}

/** Whether an engine answers there. What is no socket of this machine is taken on trust. */
export async function answers(host) {
  if (!host.startsWith('unix://')) return true;
  const socketPath = host.slice('unix://'.length);
  return existsSync(socketPath) && (await ping(socketPath)) === 'OK';
}

function usualSockets({ XDG_RUNTIME_DIR: runtime }) {
  const home = homedir();
  return [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(home, '.colima/default/docker.sock'),
    join(home, '.orbstack/run/docker.sock'),
    ...(runtime ? [join(runtime, 'podman/podman.sock')] : []),
  ];
}

/** The endpoint of the current Docker context, unless that is the default one. */
function fromContext({ DOCKER_CONTEXT, DOCKER_CONFIG }) {
  const folder = DOCKER_CONFIG || join(homedir(), '.docker');
  const name = DOCKER_CONTEXT || readJson(join(folder, 'config.json'))?.currentContext;
  if (!name || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  const host = readJson(join(folder, 'contexts/meta', id, 'meta.json'))?.Endpoints?.docker?.Host;
  return host && { host, from: `the Docker context ${name}` };
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The engine's answer to a ping; `undefined` if there is none within two seconds. */
function ping(socketPath) {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: '/_ping', timeout: 2_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(undefined));
    call.end();
  });
}
