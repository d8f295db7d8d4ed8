import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import Dockerode from 'dockerode';
import { describeInAWord } from './describe-in-a-word.ts';
import type { Address, TlsFiles } from './host.ts';
import { createSshAgent } from './ssh-agent.ts';

export interface Client {
  readonly docker: Dockerode;
  /** Closes the connections that wait for another request. */
  readonly close: () => void;
}

/**
 * A client for one address. `version` is never set: unversioned paths mean the engine's newest API, and a pinned one is
 * refused by engines that have left it behind. `timeout` is never set either: it would end quiet log streams. Everything
 * that dockerode otherwise takes from the environment is spelled out, because there the environment wins.
 */
export function createClient(address: Address): Client {
  const agent = describeInAWord(agentOf(address), 'Agent');
  // @types/dockerode does not know of `agent`.
  const options = { ...unset, ...addressOptions(address), agent } as Dockerode.DockerOptions;
  return { docker: new Dockerode(options), close: () => agent.destroy() };
}

const unset = {
  host: undefined,
  port: undefined,
  socketPath: undefined,
  protocol: 'http',
  pathPrefix: '/',
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
  version: undefined,
} as unknown as Dockerode.DockerOptions;

function addressOptions(address: Address): Dockerode.DockerOptions {
  switch (address.kind) {
    case 'socket':
      return { socketPath: address.path };
    case 'tcp':
      return {
        host: address.host,
        port: address.port,
        protocol: address.tls ? 'https' : 'http',
        ...(address.tls && pem(address.tls)),
      };
    case 'ssh':
      // Never dialled: the agent makes the connections.
      return { host: 'docker.over.ssh', protocol: 'http' };
  }
}

/** Connections are kept: the engine's socket takes 1 ms to open, one over ssh half a second. */
function agentOf(address: Address): http.Agent {
  if (address.kind === 'ssh') return createSshAgent(address);
  if (address.kind === 'socket' || !address.tls) return new http.Agent({ keepAlive: true });
  return new https.Agent({ keepAlive: true, rejectUnauthorized: address.tls.verify });
}

function pem({ ca, cert, key }: TlsFiles): Dockerode.DockerOptions {
  return { ...file('ca', ca), ...file('cert', cert), ...file('key', key) };
}

/** A context may have any of the three. */
function file(name: 'ca' | 'cert' | 'key', path: string): Dockerode.DockerOptions {
  try {
    return { [name]: readFileSync(path) };
  } catch {
    return {};
  }
}
