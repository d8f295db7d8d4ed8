import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type Dockerode from 'dockerode';

/** What a request is answered with; each kind has its own fields, see `actor.py`. */
export interface Answer {
  readonly by?: string;
  readonly peer?: string;
  readonly local?: string;
  readonly original?: string;
  readonly original6?: string;
  readonly own?: string;
  readonly error?: string;
  readonly heard?: string;
  readonly address?: string;
  readonly seen?: readonly string[];
  readonly counts?: Readonly<Record<string, number>>;
}

/** Makes and takes connections inside a container's network namespace. */
export type Actor = (what: Readonly<Record<string, unknown>>) => Promise<Answer>;

const program = readFileSync(join(import.meta.dirname, 'actor.py'), 'utf8');
const answerMs = 20_000;

/** @param container created with `actorOptions`, and not started yet. */
export async function startActor(docker: Dockerode, container: Dockerode.Container): Promise<Actor> {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  let noise = '';
  const stream = await container.attach({
    stream: true,
    hijack: true,
    stdin: true,
    stdout: true,
    stderr: true,
  });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  docker.modem.demuxStream(stream, stdout, stderr);
  stderr.on('data', (chunk: Buffer) => {
    noise += chunk.toString();
  });
  onLines(stdout, (line) => {
    const { id, ...answer } = JSON.parse(line) as Answer & { readonly id: number };
    waiting.get(id)?.(answer);
  });
  await container.start();
  return (what) => {
    const id = ++last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no answer to ${JSON.stringify(what)}: ${noise.slice(-2000)}`)),
        answerMs,
      );
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        // A client's error is an answer; a server that could not start would only show later, as somebody else's.
        if (answer.error !== undefined && serves(what)) reject(new Error(`${what['do']}: ${answer.error}`));
        else resolve(answer);
      });
      stream.write(`${JSON.stringify({ id, ...what })}\n`);
    });
  };
}

function serves({ do: kind }: Readonly<Record<string, unknown>>): boolean {
  return kind === 'listen' || kind === 'dns';
}

export const actorOptions: Dockerode.ContainerCreateOptions = {
  Entrypoint: ['python3', '-u', '-c', program],
  Cmd: [],
  OpenStdin: true,
  StdinOnce: true,
  AttachStdin: true,
  AttachStdout: true,
  AttachStderr: true,
};

function onLines(stream: PassThrough, take: (line: string) => void): void {
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    for (const line of lines) take(line);
  });
}
