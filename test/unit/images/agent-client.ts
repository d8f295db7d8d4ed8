import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** One answer of the agent, decoded. */
export interface Answer {
  readonly id: string;
  /** The exit code, `signal:N`, `timeout`, or `error:` and the message. */
  readonly exit: string;
  readonly durationMs: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export interface Request {
  readonly id: string;
  readonly argv: readonly string[];
  readonly timeoutMs?: number;
  readonly stdin?: string | Buffer;
}

/** The agent of the holder's image as a child of the test, and its protocol. */
export interface Agent {
  readonly process: ChildProcess;
  send(line: string): void;
  request(request: Request): void;
  /** The next line that it prints. */
  line(): Promise<string>;
  answer(): Promise<Answer>;
  /** Stops reading, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends its input; the answer is its exit code. */
  end(): Promise<number>;
}

/** @param before Perl that is run in the process that becomes the agent. */
export function startAgent(before = ''): Agent {
  const start = `${before}; exec 'perl', 'images/holder/agent'`;
  const child = spawn('perl', ['-MPOSIX', '-e', start], { stdio: ['pipe', 'pipe', 'inherit'] });
  const reader = createInterface({ input: child.stdout });
  const lines = reader[Symbol.asyncIterator]();
  const exited = once(child, 'exit') as Promise<[number]>;
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the agent has ended');
    return value;
  };
  return {
    process: child,
    send: (text) => child.stdin.write(`${text}\n`),
    request: (request) => child.stdin.write(`${encodeRequest(request)}\n`),
    line,
    answer: async () => decodeAnswer(await line()),
    pause: () => reader.pause(),
    resume: () => reader.resume(),
    async end() {
      child.stdin.end();
      return (await exited)[0];
    },
  };
}

function encodeRequest({ id, argv, timeoutMs = 10_000, stdin = '' }: Request): string {
  return [id, timeoutMs, encode(stdin), ...argv.map(encode)].join(' ');
}

function encode(value: string | Buffer): string {
  return Buffer.from(value as string).toString('base64') || '-';
}

function decodeAnswer(line: string): Answer {
  const [id = '', exit = '', duration, stdout, stderr] = line.split(' ');
  const decode = (field = '-') => Buffer.from(field === '-' ? '' : field, 'base64');
  return {
    id,
    exit: exit.startsWith('error:') ? `error:${decode(exit.slice('error:'.length))}` : exit,
    durationMs: Number(duration),
    stdout: decode(stdout),
    stderr: decode(stderr),
  };
}
