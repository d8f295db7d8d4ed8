import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type Dockerode from 'dockerode';
import { type Connection, connect } from '../../../src/docker/transport/connect.ts';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Containers of the project's images on the engine, all removed by `close`. */
export interface Lab {
  readonly docker: Dockerode;
  /** Runs a container to its end. */
  run(options: Dockerode.ContainerCreateOptions): Promise<Outcome>;
  start(options: Dockerode.ContainerCreateOptions): Promise<Dockerode.Container>;
  /** Runs a shell line in a container, as root or another user. */
  sh(container: Dockerode.Container, line: string, user?: string): Promise<Outcome>;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const connection: Connection = await connect({ env: process.env, signal: new AbortController().signal });
  const { docker } = connection;
  const label = { 'dev.outrider.project': `images-${randomBytes(4).toString('hex')}` };
  const created: Dockerode.Container[] = [];
  const create = async (options: Dockerode.ContainerCreateOptions) => {
    const container = await docker.createContainer({ ...options, Labels: label });
    created.push(container);
    return container;
  };
  return {
    docker,
    async run(options) {
      const container = await create(options);
      const output = await container.attach({ stream: true, stdout: true, stderr: true });
      const ended = container.wait({ condition: 'next-exit' });
      const [stdout, stderr] = collect(docker, output);
      await container.start();
      const { StatusCode: exitCode } = await ended;
      return { exitCode, stdout: await stdout, stderr: await stderr };
    },
    async start(options) {
      const container = await create(options);
      await container.start();
      return container;
    },
    async sh(container, line, user = '') {
      const exec = await container.exec({
        Cmd: ['sh', '-c', line],
        User: user,
        AttachStdout: true,
        AttachStderr: true,
      });
      const [stdout, stderr] = collect(docker, await exec.start({ hijack: true }));
      const outcome = { stdout: await stdout, stderr: await stderr };
      return { ...outcome, exitCode: (await exec.inspect()).ExitCode ?? -1 };
    },
    async close() {
      await Promise.all(created.map((container) => container.remove({ force: true, v: true })));
      connection.close();
    },
  };
}

/** Both outputs as text, once the stream has ended. */
function collect(
  docker: Dockerode,
  output: NodeJS.ReadableStream,
): readonly [Promise<string>, Promise<string>] {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  docker.modem.demuxStream(output, stdout, stderr);
  output.on('end', () => {
    stdout.end();
    stderr.end();
  });
  return [textOf(stdout), textOf(stderr)];
}

async function textOf(stream: PassThrough): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}
