import { type ControlClient, connectControl } from '../control/client.ts';
import { controlPath } from '../control/path.ts';
import type { ListedPod } from '../docker/list.ts';
import type { Connection } from '../docker/transport/connect.ts';
import { sentenceOf } from '../events/sentence.ts';
import type { OutriderEvent } from '../events/types.ts';
import { defaultSettings } from '../lifecycle/settings.ts';
import type { Pod } from '../pod/model.ts';
import { adopt } from '../supervisor/adopt.ts';
import { createCapturer } from '../supervisor/apply-capture.ts';
import { systemClock } from '../supervisor/clock.ts';
import { createJournal } from '../supervisor/journal.ts';
import type { Engine } from '../supervisor/ports.ts';
import { supervise } from '../supervisor/supervise.ts';
import { version } from './version.ts';

/** Stops one pod in order, telling its progress on stderr, and removes what is left of it. `reason` is told in its events. */
export async function stopListed(
  connection: Connection,
  { project, pod, spec }: Pick<ListedPod, 'project' | 'pod' | 'spec'>,
  request: Omit<StopReport, 'type'>,
  signal: AbortSignal,
): Promise<void> {
  const stop = { type: 'stopPod', ...request } as const;
  const control = await connectControl(controlPath(project, pod, process.env));
  if (control) await stopThrough(control, stop);
  else if (spec) await stopFromHere(connection, project, spec, stop, signal);
  const { removeAll } = await import('../docker/remove.ts');
  await removeAll(connection.docker, project, pod, signal);
  process.stderr.write(`${pod} removed\n`);
}

type StopReport = { readonly type: 'stopPod'; readonly reason: string; readonly graceSeconds?: number };

/**
 * The supervisor does it; its events are shown until it lets go of the pod, which is after it has removed what it removes:
 * a pod that is made anew under the same name must not meet that.
 */
async function stopThrough(control: ControlClient, stop: StopReport): Promise<void> {
  let asked = false;
  const gone = control.events((event) => {
    if (asked) tell(event);
  });
  await control.ask({ type: 'post', report: stop }).catch(() => {});
  asked = true;
  await gone;
}

/** Its supervisor is gone: its place is taken just long enough to end it. */
async function stopFromHere(
  connection: Connection,
  project: string,
  pod: Pod,
  stop: StopReport,
  signal: AbortSignal,
): Promise<void> {
  const { createEngine } = await import('../docker/engine.ts');
  const engine: Engine = createEngine({
    docker: connection.docker,
    project,
    pod,
    version,
    images: { holder: '' },
  });
  const adopted = await adopt(pod, { engine, clock: systemClock }, true, signal);
  if (!adopted) return;
  const journal = createJournal(project, systemClock.wall);
  journal.subscribe(tell);
  const supervisor = supervise(
    pod,
    {
      engine,
      capturer: createCapturer(() => ''),
      clock: systemClock,
      settings: defaultSettings,
      journal,
    },
    adopted,
    [stop],
  );
  signal.addEventListener('abort', () => supervisor.post({ type: 'killPod', reason: 'interrupted' }));
  await supervisor.ended;
}

function tell(event: OutriderEvent): void {
  const quiet = [
    'Log',
    'PodCreated',
    'ContainerStarted',
    'ContainerReady',
    'ProbeSucceeded',
    'PodReady',
    'PodNotReady',
    'PodRemoved',
  ];
  const sentence = quiet.includes(event.type) ? undefined : sentenceOf(event);
  if (sentence === undefined) return;
  const subject = 'container' in event && event.container ? `${event.pod}/${event.container}` : event.pod;
  process.stderr.write(`${subject} ${sentence}\n`);
}
