import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import type { ExecOptions } from '../../pod/exec-options.ts';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';

export interface OwnCommand {
  readonly command: readonly string[];
  /** Variables beside those of the container, as `NAME=VALUE`. */
  readonly env?: readonly string[];
  readonly as?: ExecOptions | undefined;
}

interface OpenExec {
  readonly exec: Dockerode.Exec;
  /** The connection itself, multiplexed frames coming in; ending it is the end of the command's stdin. */
  readonly socket: Duplex;
}

/**
 * Starts a command in a running container. Always hijacked: without it the client's stream may never end and cuts the
 * output off when stdin ends (docker-modem#48, dockerode#534).
 */
export async function openExec(
  docker: Dockerode,
  id: string,
  { command, env = [], as = {} }: OwnCommand,
  stdin: boolean,
  signal: AbortSignal,
): Promise<OpenExec> {
  const operation = `run ${command[0]}`;
  const exec = await call(operation, deadlines.change, signal, (abortSignal) =>
    docker.getContainer(id).exec({
      Cmd: [...command],
      Env: [...env, ...(as.env ?? [])],
      ...(as.user !== undefined && { User: as.user }),
      ...(as.workingDir !== undefined && { WorkingDir: as.workingDir }),
      AttachStdin: stdin,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      abortSignal,
    }),
  );
  const socket = await call(operation, deadlines.start, signal, (abortSignal) =>
    exec.start({ hijack: true, stdin, Tty: false, Detach: false, abortSignal }),
  );
  return { exec, socket };
}
