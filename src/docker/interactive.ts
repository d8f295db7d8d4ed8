import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Pod } from '../pod/model.ts';
import { EngineError } from '../supervisor/ports.ts';
import { type EndContext, endMarked, newMark } from './holder/end-marked.ts';
import { exitCodeOf } from './holder/exec.ts';
import { createNamed, removeContainer } from './objects/containers.ts';
import { containerLabels } from './objects/labels.ts';
import { containerName } from './objects/names.ts';
import { joinTerminal, type Terminal } from './terminal.ts';
import { call } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';
import { onAbort } from './transport/on-abort.ts';

interface ExecRequest {
  readonly command: readonly string[];
  readonly user?: string;
  readonly workingDir?: string;
  readonly env?: readonly string[];
}

/**
 * Runs a command in a running container with the person's terminal; its exit code. A command that is given up, because the signal fires,
 * is ended with everything of it.
 */
export async function execInteractive(
  context: EndContext,
  id: string,
  request: ExecRequest,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const mark = newMark();
  const env = [...(request.env ?? []), mark];
  try {
    return await execMarked(context.docker, id, { ...request, env }, terminal, signal);
  } finally {
    if (signal.aborted) await endMarked(context, id, mark);
  }
}

async function execMarked(
  docker: Dockerode,
  id: string,
  { command, user, workingDir, env }: ExecRequest,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const exec = await call(`run ${command[0]}`, deadlines.change, signal, (abortSignal) =>
    docker.getContainer(id).exec({
      Cmd: [...command],
      AttachStdin: terminal.interactive,
      AttachStdout: true,
      AttachStderr: true,
      Tty: terminal.tty,
      ...(user === undefined ? {} : { User: user }),
      ...(workingDir === undefined ? {} : { WorkingDir: workingDir }),
      ...(env === undefined ? {} : { Env: [...env] }),
      abortSignal,
    }),
  );
  const socket = await call(`run ${command[0]}`, deadlines.start, signal, (abortSignal) =>
    exec.start({ hijack: true, stdin: terminal.interactive, Tty: terminal.tty, abortSignal }),
  );
  await joinTerminal(socket, terminal, (size) => exec.resize(size), signal);
  return (await exitCodeOf(exec, Number.POSITIVE_INFINITY, signal)) ?? 0;
}

/** Joins the process of a running container until its output ends. What the container was made without, as stdin, is not there. */
export async function attachInteractive(
  docker: Dockerode,
  id: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const container = docker.getContainer(id);
  const socket = await call('attach', deadlines.change, signal, (abortSignal) =>
    container.attach({
      ...{ stream: true, hijack: true, stdin: terminal.interactive, stdout: true, stderr: true },
      abortSignal,
    }),
  );
  await joinTerminal(socket as Duplex, terminal, (size) => container.resize(size), signal);
}

interface ToolRequest {
  readonly project: string;
  readonly pod: Pod;
  readonly version: string;
  /** The holder whose namespace it joins. */
  readonly holder: string;
  readonly image: string;
  readonly command: readonly string[];
  /** Asks the tool to end, by SIGINT: it still writes what it has. Default: nobody asks. */
  readonly interrupt?: AbortSignal;
}

/** What tools need to look and to change; tcpdump also gives up root, whatever it is told. */
const toolCapabilities = ['NET_ADMIN', 'NET_RAW', 'SETUID', 'SETGID'];

/** Runs a tool in the pod's network namespace, in a container of its own that is gone afterwards; its exit code. */
export async function runTool(
  docker: Dockerode,
  request: ToolRequest,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { project, pod, version, holder, image, command, interrupt } = request;
  const name = `debug-${randomUUID().slice(0, 8)}`;
  const id = await createNamed(
    docker,
    containerName(project, pod.name, name, 0),
    {
      Image: image,
      Entrypoint: [command[0]!],
      Cmd: command.slice(1),
      Labels: { ...containerLabels({ project, pod, version }, { name, role: 'tool' }, 0, '') },
      Tty: terminal.tty,
      OpenStdin: terminal.interactive,
      StdinOnce: terminal.interactive,
      AttachStdin: terminal.interactive,
      AttachStdout: true,
      AttachStderr: true,
      HostConfig: {
        NetworkMode: `container:${holder}`,
        CapDrop: ['ALL'],
        CapAdd: [...toolCapabilities],
        RestartPolicy: { Name: '' },
      },
    },
    signal,
  );
  const container = docker.getContainer(id);
  const askToEnd = (): void => void container.kill({ signal: 'SIGINT' }).catch(() => {});
  let stopListening = (): void => {};
  try {
    const socket = await call('attach', deadlines.change, signal, (abortSignal) =>
      container.attach({
        stream: true,
        hijack: true,
        stdin: terminal.interactive,
        stdout: true,
        stderr: true,
        abortSignal,
      }),
    );
    const exited = container.wait({ condition: 'next-exit' }) as Promise<{ StatusCode: number }>;
    exited.catch(() => {});
    await call(`start ${command[0]}`, deadlines.start, signal, (abortSignal) =>
      container.start({ abortSignal }),
    ).catch((error: unknown) => {
      throw String(error).includes('executable file not found') ? noSuchTool(command[0]!) : error;
    });
    if (interrupt?.aborted) askToEnd();
    else if (interrupt) stopListening = onAbort(interrupt, askToEnd);
    await joinTerminal(socket as Duplex, terminal, (size) => container.resize(size), signal);
    return (await exited).StatusCode;
  } finally {
    stopListening();
    await removeContainer(docker, id, new AbortController().signal);
  }
}

/** In words, since the engine's answer speaks of shims and runtimes. */
function noSuchTool(program: string): EngineError {
  return new EngineError('start-failed', `there is no program ${program} among the network tools`, {
    hint: 'bash, curl, ip, ss, tcpdump, conntrack, nft and iptables are.',
  });
}
