import { performance } from 'node:perf_hooks';
import { type Instance, render } from 'ink';
import { App, type AppProps } from './App.tsx';
import { osc52 } from './clipboard.ts';
import { type Controller, createController } from './controller.ts';
import { createGovernor } from './governor.ts';
import { type CustomCommand, createKeymap, type KeyMapping } from './input/keymap.ts';
import { createMouseMode, withoutMouse } from './input/mouse-terminal.ts';
import { keepYoungHeapSmall } from './memory.ts';
import type { UiPorts } from './ports.ts';
import { listen } from './sources.ts';
import type { Frame } from './view/select.ts';
import { createTheme } from './view/theme.ts';

export interface UiOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly colors: boolean;
  readonly ascii?: boolean;
  /** Of the terminal; default dark. */
  readonly background?: 'light' | 'dark';
  /** Whether the wheel and clicks are taken from the start; default true. */
  readonly mouse?: boolean;
  /** Keys in the place of the default ones; see `createKeymap` for what may be wrong with it. */
  readonly keys?: KeyMapping;
  readonly commands?: readonly CustomCommand[];
  /** Finds ids of requests by its first group, before all known forms. */
  readonly requestPattern?: string;
  /** Keys change nothing of the pods; default false. */
  readonly readOnly?: boolean;
  /** Quitting only closes the UI; for `attach` and `replay`. Default: it asks the run to stop. */
  readonly leaveAtOnce?: boolean;
  /** The time of what is shown, milliseconds since 1970; default the present. */
  readonly now?: () => number;
  /** Minutes east of Greenwich at an instant; default the machine's zone. */
  readonly offsetMinutes?: (epochMs: number) => number;
  /** Closes the UI from outside, e.g. when the run ended without a pod. */
  readonly signal?: AbortSignal;
  /** How long each frame took, in milliseconds; a bench counts them. */
  readonly onFrame?: (ms: number) => void;
}

/**
 * Shows the run until it is over, `signal` aborts or somebody leaves. The terminal is then as it was before. Rejects only
 * when drawing fails.
 */
export async function startUi(ports: UiPorts, options: UiOptions): Promise<void> {
  keepYoungHeapSmall();
  const end = ending(options.signal);
  const takesMouse = options.mouse ?? true;
  const mouse = createMouseMode(options.stdout);
  const onTaken = (): (() => void) => {
    mouse.set(takesMouse);
    return () => mouse.set(false);
  };
  let suspend = (callback: () => Promise<void>): Promise<void> => callback();
  // Ink draws from where the cursor is, which a program may have left in the middle of a line.
  const toLineStart = (): void => void options.stdout.write('\r');
  const controller = createController({
    ports: { copy: (text) => void options.stdout.write(osc52(text)), ...ports },
    keymap: createKeymap(options.keys, {
      replay: ports.replay !== undefined,
      commands: options.commands ?? [],
    }).keymap,
    theme: createTheme({
      colors: options.colors,
      ascii: options.ascii ?? false,
      ...(options.background && { background: options.background }),
    }),
    now: options.now ?? Date.now,
    monotonic: () => performance.now(),
    offsetMinutes: options.offsetMinutes ?? ((epochMs) => -new Date(epochMs).getTimezoneOffset()),
    size: () => sizeOf(options.stdout),
    leaveAtOnce: options.leaveAtOnce ?? false,
    readOnly: options.readOnly ?? false,
    redraw: () => governor.atOnce(),
    leave: end.now,
    suspend: (callback) => suspend(() => mouse.away(() => callback().finally(toLineStart))),
    setMouse: mouse.set,
    requestPattern: options.requestPattern ?? '',
    mouse: takesMouse,
  });
  const drawing = createDrawing(controller, options, {
    onTaken,
    onSuspend: (given) => {
      suspend = given;
    },
  });
  const draw = (): void => {
    try {
      drawing.draw();
    } catch (error) {
      end.failed(error);
    }
  };
  const governor = createGovernor({ now: () => performance.now(), after, draw, took: drawing.took });
  const stop = listen(ports, controller, governor, end.now);
  const onResize = (): void => governor.atOnce();
  options.stdout.on('resize', onResize);
  draw();
  drawing.exited().then(end.now, end.failed);
  try {
    await end.reached;
  } finally {
    options.stdout.off('resize', onResize);
    stop();
    governor.stop();
    await drawing.close();
  }
}

interface Drawing {
  readonly draw: () => void;
  /** How long the last frame took in all, in milliseconds. */
  readonly took: () => number;
  readonly exited: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Puts frames on the terminal; one that looks like the one before is not drawn. */
function createDrawing(
  controller: Controller,
  { stdin, stdout, onFrame }: UiOptions,
  screen: Pick<AppProps, 'onSuspend' | 'onTaken'>,
): Drawing {
  let instance: Instance | undefined;
  let shown = '';
  let [selecting, took, tookBefore] = [0, 0, 0];
  const { key: onKey, paste: onPaste } = controller;
  const keyboard = withoutMouse(stdin, controller.mouse);
  const view = (frame: Frame) => (
    <App frame={frame} {...sizeOf(stdout)} onKey={onKey} onPaste={onPaste} {...screen} />
  );
  const onRender = ({ renderTime }: { renderTime: number }): void => {
    [took, tookBefore] = [selecting + renderTime, took];
    onFrame?.(took);
  };
  function draw(): void {
    const begin = performance.now();
    const frame = controller.frame();
    const { width, height } = sizeOf(stdout);
    const text = `${width} ${height}\n${Object.values(frame).flat().join('\n')}`;
    selecting = performance.now() - begin;
    if (text === shown) return;
    shown = text;
    if (instance) instance.rerender(view(frame));
    else instance = render(view(frame), { stdin: keyboard, stdout, onRender, ...inkOptions });
  }
  return {
    draw,
    // One slow frame, as the first is, shall not hold up the next for a second.
    took: () => Math.min(took, tookBefore),
    exited: () => instance?.waitUntilExit() ?? Promise.resolve(),
    close: async () => {
      instance?.unmount();
      await instance?.waitUntilExit().catch(() => {});
    },
  };
}

/**
 * `CI=''` counts as CI for Ink, which would then draw only the last frame: whoever starts the UI has decided. The governor
 * alone says when a frame is drawn: a limit of Ink's would hold back the answer to a key behind a frame of data.
 */
const inkOptions = {
  interactive: true,
  alternateScreen: true,
  incrementalRendering: true,
  patchConsole: false,
  exitOnCtrlC: false,
  maxFps: 1000,
};

function sizeOf({ columns, rows }: NodeJS.WriteStream): { readonly width: number; readonly height: number } {
  return { width: columns || 80, height: rows || 24 };
}

/** A promise and what settles it. */
function ending(signal: AbortSignal | undefined) {
  let [now, failed]: [() => void, (error: unknown) => void] = [() => {}, () => {}];
  const reached = new Promise<void>((resolve, reject) => {
    [now, failed] = [resolve, reject];
  });
  signal?.addEventListener('abort', now, { once: true });
  if (signal?.aborted) now();
  return { reached, now, failed };
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
