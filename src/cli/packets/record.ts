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
import { choosePods } from '../find/choose-pods.ts';
import { askSupervisors } from '../find/find-supervised.ts';
import type { PodOnEngine } from '../find/pod-namespace.ts';
import { toldSoFar } from '../find/told-so-far.ts';
import { version } from '../version.ts';
import type { Target } from './target.ts';

interface RecordOptions {
  readonly target: Target;
  /** As tcpdump takes it. */
  readonly filter: readonly string[];
  /** Ends after so many packets. */
  readonly count?: number | undefined;
  /** Ends the recording; what is there is still written. */
  readonly interrupt: AbortSignal;
  /** From now on packets are recorded. */
  readonly onBegin: () => void;
}

/** conntrack tells of redirected connections on stderr, tcpdump writes its packets to stdout. */
const script = `
{ conntrack -E -e NEW -p tcp 2>/dev/null & conntrack -L -p tcp 2>/dev/null; } >&2 &
exec tcpdump -n -U -i any -w - "$@"`;

/** Of a process that SIGKILL has ended: what is in the namespace of a pod is removed together with the pod. */
const killed = 137;

/**
 * Records the packets of a pod as pcapng until the signal fires, so many are there, or the pod ends.
 *
 * @returns how many were recorded.
 * @throws Failure when tcpdump refuses the filter or the packets cannot be written.
 */
export async function recordPackets(
  { connection, pod, signal }: PodOnEngine,
  { target, filter, count, interrupt, onBegin }: RecordOptions,
): Promise<number> {
  const { runTool } = await import('../../docker/interactive.ts');
  const closed = new AbortController();
  target.stream.on('error', (error) => closed.abort(error));
  const recorder = createRecorder({
    program: `outrider ${version}`,
    comment: describe(pod),
    names: await namesOfAddresses(connection, pod, signal),
    write: (bytes) => void target.stream.write(bytes),
  });
  const said: string[] = [];
  const ended = AbortSignal.any([interrupt, closed.signal]);
  const exitCode = await runTool(
    connection.docker,
    {
      project: pod.project,
      pod: pod.spec,
      version,
      holder: pod.holder,
      image: catalogueImage('holder').reference,
      command: [
        'bash',
        '-c',
        script,
        'pcap',
        ...(count === undefined ? [] : ['-c', String(count)]),
        ...filter,
      ],
      interrupt: ended,
    },
    terminalOf(recorder, target.stream, { onBegin, said }),
    signal,
  );
  if (!closed.signal.aborted) await target.finish();
  else if (!isReaderGone(closed.signal.reason))
    throw new Failure(exitCodes.failure, `the packets cannot be written: ${closed.signal.reason.message}`);
  if (exitCode !== 0 && exitCode !== killed && !ended.aborted)
    throw new Failure(exitCodes.failure, said.at(-1) ?? `tcpdump ended with exit code ${exitCode}`);
  return recorder.recorded();
}

/** Names of the pods of a project, and of its Services as far as supervisors can be asked, by address. */
async function namesOfAddresses(
  connection: Connection,
  { project }: ListedPod,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const { podAddresses } = await import('../../docker/pod-addresses.ts');
  const peers = await choosePods(connection, [], { projectName: project }, signal);
  const pods = await podAddresses(connection.docker, peers, signal);
  return { ...(await serviceAddresses(connection, peers)), ...pods };
}

/** With their names in the cluster's form. */
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

function describe({ pod, containers }: ListedPod): string {
  const names = containers.filter(({ role }) => role !== 'tool').map(({ name, role }) => `${name} (${role})`);
  return `pod ${pod}, containers ${names.join(', ')}`;
}

/** The reader of a pipe may have had enough. */
function isReaderGone(reason: unknown): boolean {
  return (reason as NodeJS.ErrnoException).code === 'EPIPE';
}

/** Stands in for a terminal: packets and connections go to the recorder, other lines to `said`. A slow reader slows tcpdump down. */
function terminalOf(
  recorder: Recorder,
  stream: Writable,
  { onBegin, said }: { readonly onBegin: () => void; readonly said: string[] },
): Terminal {
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
    else if (line.includes('listening on any')) onBegin();
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
