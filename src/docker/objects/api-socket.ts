import type Dockerode from 'dockerode';
import type { Container } from '../../pod/model.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { copyInto } from './copy-into.ts';

/** The engine's socket, for containers that talk to the engine themselves (Compose's `use_api_socket`). */
export interface ApiSocket {
  /** On the engine's machine. Absent for an engine that is not reached by a socket of this machine. */
  readonly path?: string;
  /** A `config.json` for the docker command, with the user's credentials. */
  readonly config: (signal: AbortSignal) => Promise<string>;
}

const TARGET = '/var/run/docker.sock';
/** Where the docker command's own `--use-api-socket` has it (docker/cli, `cli/command/container/create.go`). */
const CONFIG_FOLDER = '/run/secrets/docker';

/** What a container that wants the socket has besides what its file says. */
export function withApiSocket(
  body: Dockerode.ContainerCreateOptions,
  container: Container,
  socket: ApiSocket | undefined,
): Dockerode.ContainerCreateOptions {
  if (!container.engine?.apiSocket) return body;
  if (socket?.path === undefined)
    throw new EngineError(
      'engine',
      `container ${container.name} wants the socket of the engine, which has none here`,
      {
        hint: 'Only an engine that is reached by a Unix socket can be given to a container.',
      },
    );
  const own = hasOwnConfig(container) ? [] : [`DOCKER_CONFIG=${CONFIG_FOLDER}`];
  const { HostConfig = {}, Env = [] } = body;
  return {
    ...body,
    Env: [...Env, ...own],
    HostConfig: { ...HostConfig, Binds: [...(HostConfig.Binds ?? []), `${socket.path}:${TARGET}`] },
  };
}

/** Writes the credentials into a container that was made and does not run yet. */
export async function giveCredentials(
  docker: Dockerode,
  id: string,
  container: Container,
  socket: ApiSocket | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!container.engine?.apiSocket || !socket || hasOwnConfig(container)) return;
  const content = Buffer.from(await socket.config(signal));
  const path = `${CONFIG_FOLDER.slice(1)}/config.json`;
  await copyInto(docker, id, [{ path, content, mode: 0o444, uid: 0, gid: 0 }], signal);
}

function hasOwnConfig({ env }: Container): boolean {
  return env.some(({ name }) => name === 'DOCKER_CONFIG');
}
