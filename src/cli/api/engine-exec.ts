import { PassThrough, Writable } from 'node:stream';
import type { ApiPorts, ExecEnding, ProcessStreams, TerminalSize } from '../../api/ports.ts';
import { attachInteractive, execInteractive } from '../../docker/interactive.ts';
import type { Terminal } from '../../docker/terminal.ts';
import { startReason } from '../../docker/transport/errors.ts';
import { catalogueImage } from '../../images/catalogue.ts';
import { type EngineView, findPod, runningContainer } from './find-container.ts';

/** Commands in containers, with a client of the API in the place of a terminal. */
export function engineExec(view: EngineView): Pick<ApiPorts, 'attach' | 'checkRunning' | 'exec'> {
  const { docker } = view.connection;
  const context = { docker, image: catalogueImage('holder').reference };
  const idOf = async (...[pod, container, signal]: Parameters<ApiPorts['checkRunning']>): Promise<string> =>
    runningContainer(await findPod(view, pod, signal), container).id;
  return {
    checkRunning: async (...of) => void (await idOf(...of)),
    async exec(pod, container, command, streams, signal) {
      const id = await idOf(pod, container, signal);
      const output = holdComplaint(streams.stdout);
      const terminal = terminalOf({ ...streams, stdout: output.stream });
      const exitCode = await execInteractive(context, id, { command }, terminal, signal);
      // What waits for a slow client has to go out before the client is told the end.
      await new Promise<void>((resolve) => {
        output.stream.end(resolve);
      });
      return output.ending(exitCode);
    },
    async attach(pod, container, streams, signal) {
      await attachInteractive(docker, await idOf(pod, container, signal), terminalOf(streams), signal);
    },
  };
}

const usualSize: TerminalSize = { rows: 24, columns: 80 };

function terminalOf({ stdin, stdout, stderr, tty, onResize }: ProcessStreams): Terminal {
  let size = usualSize;
  return {
    stdin: stdin ?? new PassThrough(),
    ...{ stdout, stderr, tty },
    interactive: stdin !== undefined,
    size: () => size,
    onResize: (listener) =>
      onResize((next) => {
        size = next;
        listener();
      }),
  };
}

/** 126: not executable, 127: not found; the engine says why where the command's output would be. */
const notRun = [126, 127];
const complaint = 'OCI runtime exec failed';

/** Keeps what the engine says in the place of a command that never ran, and passes on everything else. */
function holdComplaint(target: NodeJS.WritableStream): {
  readonly stream: Writable;
  readonly ending: (exitCode: number) => ExecEnding;
} {
  let held: string | undefined;
  let isFirst = true;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (isFirst && chunk.toString('latin1', 0, complaint.length) === complaint) held = '';
      isFirst = false;
      if (held === undefined) target.write(chunk, () => done());
      else {
        held += chunk.toString('utf8');
        done();
      }
    },
  });
  return {
    stream,
    ending: (exitCode) => {
      if (held !== undefined && notRun.includes(exitCode))
        return { is: 'notRun', reason: startReason(held.trim()) };
      if (held !== undefined) target.write(held);
      return { is: 'exited', exitCode };
    },
  };
}
