import { once } from 'node:events';
import { closeSync, createWriteStream, existsSync, openSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import type { ListedPod } from '../../docker/list.ts';
import type { Terminal } from '../../docker/terminal.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { foldEvents } from '../../events/view.ts';
import { catalogueImage } from '../../images/index.ts';
import { createRecorder, type Recorder } from '../../packets/recorder.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { askSupervisors } from '../find/find-supervised.ts';
import { toldSoFar } from '../find/told-so-far.ts';
import { interruption } from '../terminal/interruption.ts';
import { version } from '../version.ts';

interface PcapOptions extends PodChoice {
  readonly host?: string;
  readonly out?: string;
  readonly count?: number;
  readonly open?: boolean;
}

/** conntrack tells of redirected connections on stderr, tcpdump writes its packets to stdout. */
const script = `
{ conntrack -E -e NEW -p tcp 2>/dev/null & conntrack -L -p tcp 2>/dev/null; } >&2 &
exec tcpdump -n -U -i any -w - "$@"`;

/**
 * `outrider pcap POD [FILTER…]`: the packets of a pod as pcapng, until a signal comes or so many are there.
 * @throws Failure when the pod does not run, tcpdump refuses the filter, or the file cannot be written.
 */
export async function pcap(pod: string, filter: readonly string[], options: PcapOptions): Promise<number> {
  const { signal: interrupt, stopListening } = interruption();
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  try {
    const [listed] = await choosePods(connection, [pod], options, signal);
    if (!listed?.spec || !listed.holder) throw new Failure(exitCodes.failure, `pod ${pod} does not run`);
    const { project, spec, holder } = listed;
    const [{ podAddresses }, { runTool }] = await Promise.all([
      import('../../docker/pod-addresses.ts'),
      import('../../docker/interactive.ts'),
    ]);
    const peers = await choosePods(connection, [], { ...options, projectName: project }, signal);
    const pods = await podAddresses(connection.docker, peers, signal);
    const names = { ...(await serviceAddresses(connection, peers)), ...pods };
    const target = await openTarget(pod, options);
    const closed = new AbortController();
    target.stream.on('error', (error) => closed.abort(error));
    const recorder = createRecorder({
      program: `outrider ${version}`,
      comment: describe(listed),
      names,
      write: (bytes) => void target.stream.write(bytes),
    });
    const said: string[] = [];
    const terminal = terminalOf(recorder, target, said);
    const count = options.count === undefined ? [] : ['-c', String(options.count)];
    const exitCode = await runTool(
      connection.docker,
      {
        project,
        pod: spec,
        version,
        holder,
        image: catalogueImage('holder').reference,
        command: ['bash', '-c', script, 'pcap', ...count, ...filter],
        interrupt: AbortSignal.any([interrupt, closed.signal]),
      },
      terminal,
      signal,
    );
    if (!closed.signal.aborted) await target.finish();
    else if (!isReaderGone(closed.signal.reason))
      throw new Failure(exitCodes.failure, `the packets cannot be written: ${closed.signal.reason.message}`);
    if (exitCode !== 0 && !interrupt.aborted && !closed.signal.aborted)
      throw new Failure(exitCodes.failure, said.at(-1) ?? `tcpdump ended with exit code ${exitCode}`);
    return 0;
  } finally {
    stopListening();
    connection.close();
  }
}

/** Addresses of Services, as far as supervisors can be asked, with their names in the cluster's form. */
async function serviceAddresses(
  connection: Connection,
  peers: readonly ListedPod[],
): Promise<Readonly<Record<string, string>>> {
  const { supervised, close } = await askSupervisors(connection, peers);
  const events = await toldSoFar(supervised).catch(() => []);
  close();
  const named = Object.values(foldEvents(events).services).flatMap(({ service, clusterIP }) => {
    const [namespace, name] = service.split('/');
    return clusterIP === undefined ? [] : [[clusterIP, `${name}.${namespace}.svc`] as const];
  });
  return Object.fromEntries(named);
}

interface Target {
  readonly stream: Writable;
  /** What the person reads once packets are recorded. */
  readonly note: string;
  /** Waits until everything is written. */
  finish(): Promise<void>;
}

async function openTarget(
  pod: string,
  { out = `${pod}.pcapng`, open = false }: PcapOptions,
): Promise<Target> {
  if (open) return openWireshark(pod);
  if (out === '-')
    return {
      stream: process.stdout,
      note: `Recording the packets of pod ${pod}. Ctrl-C ends.\n`,
      finish: async () => {},
    };
  // An earlier recording stays until tcpdump has taken the filter and the first block comes.
  const isNew = !existsSync(out);
  try {
    closeSync(openSync(out, 'a'));
  } catch (error) {
    throw new Failure(exitCodes.usage, `${out} cannot be written: ${(error as Error).message}`);
  }
  if (isNew) rmSync(out);
  const stream = lazily(() => createWriteStream(out));
  return {
    stream,
    note: `Recording the packets of pod ${pod} to ${out}. Ctrl-C ends.\n`,
    finish: () => new Promise((resolve) => stream.end(resolve)),
  };
}

/** A stream that is opened when the first bytes come. */
function lazily(open: () => Writable): Writable {
  let target: Writable | undefined;
  return new Writable({
    write(chunk, encoding, done) {
      target ??= open().on('error', (error) => this.destroy(error));
      target.write(chunk, encoding, done);
    },
    final(done) {
      if (target) target.end(done);
      else done();
    },
  });
}

async function openWireshark(pod: string): Promise<Target> {
  const { spawn } = await import('node:child_process');
  const child = spawn('wireshark', ['-k', '-i', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn').catch(() => {
    throw new Failure(exitCodes.failure, 'Wireshark is not installed', 'Write a file instead: -o FILE.');
  });
  return {
    stream: child.stdin,
    note: `Wireshark shows the packets of pod ${pod}. Ctrl-C ends.\n`,
    finish: () => new Promise((resolve) => child.stdin.end(resolve)),
  };
}

function describe({ pod, containers }: ListedPod): string {
  const names = containers.filter(({ role }) => role !== 'tool').map(({ name, role }) => `${name} (${role})`);
  return `pod ${pod}, containers ${names.join(', ')}`;
}

/** Who reads a pipe may have had enough. */
function isReaderGone(reason: unknown): boolean {
  return (reason as NodeJS.ErrnoException).code === 'EPIPE';
}

/** Stands in for a terminal: packets and connections go to the recorder, other lines to `said`. A slow reader slows tcpdump down. */
function terminalOf(recorder: Recorder, { stream, note }: Target, said: string[]): Terminal {
  const stdout = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      recorder.packets(chunk);
      if (!stream.writableNeedDrain || stream.destroyed) return done();
      const goOn = (): void => {
        stream.off('drain', goOn).off('close', goOn);
        done();
      };
      stream.on('drain', goOn).on('close', goOn);
    },
  });
  const stderr = new PassThrough();
  createInterface({ input: stderr }).on('line', (line) => {
    if (line.includes('src=')) recorder.connection(line);
    else if (line.includes('listening on any')) process.stderr.write(note);
    else said.push(line);
  });
  return {
    stdin: process.stdin,
    stdout,
    stderr,
    tty: false,
    interactive: false,
    size: () => ({ rows: 24, columns: 80 }),
    onResize: () => () => {},
  };
}
