import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { createFrameParser } from '../logs/frames.ts';
import type { Pod } from '../pod/model.ts';
import { EngineError } from '../supervisor/ports.ts';
import { type EndContext, endMarked, newMark } from './holder/end-marked.ts';
import { exitCodeOf } from './holder/exec.ts';
import { createNamed, removeContainer } from './objects/containers.ts';
import { containerLabels } from './objects/labels.ts';
import { containerName } from './objects/names.ts';
import { call } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';
import { onAbort } from './transport/on-abort.ts';

/** A person's terminal, or whatever stands in for it. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Whether the program gets a terminal of its own. */
  readonly tty: boolean;
  /** Whether stdin is passed on at all. */
  readonly interactive: boolean;
  readonly size: () => { readonly rows: number; readonly columns: number };
  /** Calls back whenever the size changes; answers how to stop. */
  readonly onResize: (listener: () => void) => () => void;
}

export interface ExecRequest {
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
  await join(socket, terminal, (size) => exec.resize(size), signal);
  return (await exitCodeOf(exec, Number.POSITIVE_INFINITY, signal)) ?? 0;
}

export interface ToolRequest {
  readonly project: string;
  readonly pod: Pod;
  readonly version: string;
  /** The holder whose namespace it joins. */
  readonly holder: string;
  readonly image: string;
  readonly command: readonly string[];
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
  const { project, pod, version, holder, image, command } = request;
  const name = `debug-${process.pid}`;
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
  try {
    const container = docker.getContainer(id);
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
    await join(socket as Duplex, terminal, (size) => container.resize(size), signal);
    return (await exited).StatusCode;
  } finally {
    await removeContainer(docker, id, new AbortController().signal);
  }
}

/** In words, since the engine's answer speaks of shims and runtimes. */
function noSuchTool(program: string): EngineError {
  return new EngineError('start-failed', `there is no program ${program} among the network tools`, {
    hint: 'bash, curl, ip, ss, tcpdump, conntrack, nft and iptables are.',
  });
}

/** Connects the terminal and the program until the program's output ends. */
function join(
  socket: Duplex,
  terminal: Terminal,
  resize: (size: { h: number; w: number }) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const fit = (): void => {
    const { rows, columns } = terminal.size();
    resize({ h: rows, w: columns }).catch(() => {});
  };
  const stopResizing = terminal.tty ? terminal.onResize(fit) : () => {};
  if (terminal.tty) fit();
  const frames = createFrameParser((stream, chunk, start, end) => {
    const target = stream === 'stdout' ? terminal.stdout : terminal.stderr;
    target.write(chunk.subarray(start, end));
  });
  if (terminal.interactive) terminal.stdin.pipe(socket);
  return new Promise((resolve) => {
    const finish = (): void => {
      stopListening();
      stopResizing();
      terminal.stdin.unpipe(socket);
      socket.destroy();
      resolve();
    };
    socket.on('data', (chunk: Buffer) =>
      terminal.tty ? void terminal.stdout.write(chunk) : frames.push(chunk),
    );
    socket.on('end', finish);
    socket.on('close', finish);
    socket.on('error', finish);
    const stopListening = onAbort(signal, finish);
  });
}
