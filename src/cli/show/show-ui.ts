import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SteeringReport } from '../../control/protocol.ts';
import type { Traffic } from '../../events/traffic.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { Pod } from '../../pod/model.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import type { Engine } from '../../supervisor/ports.ts';
import type {
  ActionResult,
  ContainerStats,
  GuidePort,
  PastOptions,
  PastSource,
  RunAction,
  UiPorts,
} from '../../ui/ports.ts';
import { harmless } from '../output/harmless.ts';
import { createRecordings, type RecordInto } from '../packets/recordings.ts';
import { wantsColors } from './show.ts';
import { trafficOf } from './traffic.ts';

/** What the UI can do to the pods it shows, wherever they are supervised. */
export interface UiTarget {
  readonly events: EventSource;
  post(pod: string, report: SteeringReport): Promise<void>;
  stop(): void;
  kill(): void;
  /** Absent where leaving is all that detaching means. */
  detach?(): void;
  /** The specification of a pod as it is wanted now; undefined when nobody has it any more. */
  specOf(pod: string): Promise<Pod | undefined>;
  engineOf?(pod: string): Engine;
  /** Usage of the containers that `ids` names, until the signal aborts. */
  usage?(ids: () => readonly string[], signal: AbortSignal): AsyncIterable<ContainerStats>;
  shell?(pod: string, container: string): Promise<void>;
  /** A shell with network tools in the namespace of a pod. */
  toolbox?(pod: string): Promise<void>;
  /** A command of the person's own, which gets the terminal. */
  command?(command: Extract<RunAction, { type: 'command' }>): Promise<void>;
  /** Leads through steps while the pods run. */
  readonly guide?: GuidePort;
  /** Records the packets of a pod. */
  record?: RecordInto;
  /** What the engine still has of the logs of these pods. */
  past?(pods: readonly string[], options: PastOptions, signal: AbortSignal): Promise<readonly PastSource[]>;
  /** The rules of a pod and its flows, where no engine of a supervisor is at hand. */
  traffic?(pod: string, signal: AbortSignal): Promise<Traffic>;
}

/** Shows the pods in the terminal until they are gone, or the signal says so. */
export async function showUi(
  target: UiTarget,
  options: { readonly leaveAtOnce: boolean; readonly readOnly?: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const [{ startUi }, { wantsAscii }, { wantsMouse }, { readKeys }, { findBackground }] = await Promise.all([
    import('../../ui/start.tsx'),
    import('../../ui/view/theme.ts'),
    import('../../ui/input/mouse-terminal.ts'),
    import('../files/keys-file.ts'),
    import('../../ui/input/background.ts'),
  ]);
  const { keys, commands } = readKeys(process.env);
  const colors = wantsColors(process.stdout, process.env);
  const background = colors && (await findBackground(process.stdin, process.stdout, process.env));
  const packets = target.record && createRecordings(target.record);
  const shown = startUi(
    { ...portsOf(target, options.signal), ...(packets && { packets }) },
    {
      stdin: process.stdin,
      stdout: process.stdout,
      colors,
      ...(background && { background }),
      ascii: wantsAscii(process.env),
      mouse: wantsMouse(process.env),
      keys,
      commands,
      requestPattern: process.env['OUTRIDER_REQUEST_PATTERN'] ?? '',
      leaveAtOnce: options.leaveAtOnce,
      readOnly: options.readOnly ?? false,
      signal: options.signal,
    },
  );
  try {
    await shown;
  } finally {
    for (const words of (await packets?.close()) ?? [])
      process.stderr.write(`outrider: ${harmless(words)}\n`);
  }
}

function portsOf(target: UiTarget, signal: AbortSignal): UiPorts {
  const { engineOf, past, traffic, usage } = target;
  const running = new Map<string, string>();
  target.events.subscribe((event) => noteRunning(running, event), { replay: true });
  return {
    subscribe: (listener) => target.events.subscribe(listener, { replay: true }),
    act: (action) => act(target, action),
    spec: async (pod, container) => {
      const { containerYaml } = await import('../../manifest/container-yaml.ts');
      const spec = await target.specOf(pod);
      const text = spec && containerYaml(spec, container);
      return text?.trimEnd().split('\n') ?? [unknown];
    },
    ...(usage && { stats: (listener) => watchUsage(usage, running, listener, signal) }),
    ...(target.guide && { guide: target.guide }),
    ...(past && { past: (pods, options) => past(pods, options, signal) }),
    ...(engineOf && {
      traffic: async (pod) => trafficOf(await target.specOf(pod), engineOf(pod), signal),
    }),
    ...(!engineOf && traffic && { traffic: (pod) => traffic(pod, signal) }),
    pause: async () => {
      const { pauseProcess } = await import('../terminal/pause-process.ts');
      await pauseProcess(pauseNote(target));
    },
    saveText: async (name, parts) => {
      const path = resolve(name);
      await writeFile(path, parts);
      return path;
    },
  };
}

/** What stands in the terminal while the view is away. */
function pauseNote({ detach }: UiTarget): string {
  return detach
    ? 'outrider: suspended; the containers run on, but nobody restarts or probes them until `fg`'
    : 'outrider: suspended; the pods run on, `fg` brings the view back';
}

function noteRunning(running: Map<string, string>, event: OutriderEvent): void {
  if (event.type === 'ContainerRunning') running.set(`${event.pod}/${event.container}`, event.id);
  if (event.type === 'ContainerTerminated') running.delete(`${event.pod}/${event.container}`);
}

async function act(target: UiTarget, action: RunAction): Promise<ActionResult> {
  switch (action.type) {
    case 'stop':
      target.stop();
      return {};
    case 'kill':
      target.kill();
      return {};
    case 'detach':
      if (!target.detach) return { message: 'close this view to leave the pods running' };
      target.detach();
      return {};
    case 'restart': {
      const { pod, container } = action;
      await target.post(
        pod,
        container === undefined ? { type: 'restartPod' } : { type: 'restartContainer', container },
      );
      return {};
    }
    case 'signal':
      await target.post(action.pod, {
        type: 'killContainer',
        container: action.container,
        signal: action.signal,
      });
      return {};
    case 'stopContainer':
      await target.post(action.pod, { type: 'stopContainer', container: action.container });
      return {};
    case 'goOn': {
      const { pod, action: what, container } = action;
      await target.post(pod, { type: 'goOn', step: { action: what, container } });
      return {};
    }
    case 'shell':
      if (!target.shell) return { message: 'no shell from here; use `outrider exec`' };
      await target.shell(action.pod, action.container);
      return {};
    case 'toolbox':
      if (!target.toolbox) return { message: 'no toolbox from here; use `outrider debug`' };
      await target.toolbox(action.pod);
      return {};
    case 'command':
      if (!target.command) return { message: 'no commands from here' };
      await target.command(action);
      return {};
    case 'capture':
      await target.post(action.pod, { type: 'switchCapture', on: action.on });
      return {};
  }
}

const unknown = 'nothing is known of it any more';

/** How often usage is sampled: for the eye. */
export const usageEveryMs = 2000;

function watchUsage(
  usage: NonNullable<UiTarget['usage']>,
  running: ReadonlyMap<string, string>,
  listener: (stats: readonly ContainerStats[]) => void,
  signal: AbortSignal,
): () => void {
  const leaving = new AbortController();
  const either = AbortSignal.any([signal, leaving.signal]);
  const latest = new Map<string, ContainerStats>();
  const follow = async (): Promise<void> => {
    for await (const one of usage(() => [...running.values()], either)) {
      latest.set(one.id, one);
      const there = new Set(running.values());
      listener([...latest.values()].filter(({ id }) => there.has(id)));
    }
  };
  follow().catch(() => {});
  return () => leaving.abort();
}
