import type { Run } from '../../../run/run.ts';
import type { Work } from '../../../sync/plan.ts';
import type { ContainerFiles } from './container-files.ts';
import type { Tell } from './tell.ts';

/** A command of `sync+exec` has that long; then it is ended. */
const execMs = 5 * 60_000;

interface Ports {
  readonly run: Run;
  readonly files: ContainerFiles;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

/** Does for one container what changed files ask for: copies, then restarts it or runs commands in it. */
export function createWork(ports: Ports): (work: Work) => Promise<void> {
  return async (work) => {
    const { subject, copies, restarts, execs } = work;
    if (copies.size > 0 && !(await copy(work, ports))) return;
    if (!restarts) return exec(execs, subject, ports);
    const supervisor = ports.run.supervisors().find(({ pod }) => pod.name === subject.pod);
    supervisor?.post({ type: 'restartContainer', container: subject.container });
    if (supervisor) ports.tell(subject.pod, 'restarts, as its files have changed', subject.container);
  };
}

async function copy({ subject, copies }: Work, { files, tell }: Ports): Promise<boolean> {
  const { pod, container } = subject;
  const id = files.idOf(subject);
  try {
    const done = await files.copierOf(subject)?.copy(id, copies);
    if (!done || done.copied + done.removed === 0) return false;
    const later = id === undefined ? '; its next instance gets them' : '';
    tell(pod, `${count(done.copied)} copied, ${count(done.removed)} removed${later}`, container);
    return true;
  } catch (error) {
    // An instance that has ended meanwhile needs no files; the next one has been given them.
    if (files.idOf(subject) !== id) return true;
    tell(pod, error instanceof Error ? error.message : String(error), container);
    return false;
  }
}

function count(files: number): string {
  return `${files} ${files === 1 ? 'file' : 'files'}`;
}

async function exec(
  steps: Work['execs'],
  subject: Work['subject'],
  { run, files, tell, signal }: Ports,
): Promise<void> {
  const { pod, container } = subject;
  for (const { command, ...as } of steps) {
    const id = files.idOf(subject);
    const supervisor = run.supervisors().find((one) => one.pod.name === pod);
    if (id === undefined || !supervisor || !files.runs(subject))
      return tell(pod, `does not run, so ${command[0]} was not run`, container);
    const engine = files.instances.engineOf(supervisor.pod);
    const { exitCode, timedOut, stderr } = await engine.exec(id, command, execMs, signal, as);
    if (exitCode === 0) tell(pod, `${command[0]} has run`, container);
    else {
      const reason = Buffer.from(stderr).toString().trim();
      const how = timedOut
        ? `did not end within ${execMs / 1000} s`
        : `failed with exit code ${exitCode ?? 'unknown'}`;
      return tell(pod, `${command[0]} ${how}${reason === '' ? '' : `: ${reason}`}`, container);
    }
  }
}
