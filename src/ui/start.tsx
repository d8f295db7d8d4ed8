import { performance } from 'node:perf_hooks';
import { type Instance, render } from 'ink';
import { App, type AppProps } from './App.tsx';
import { osc52 } from './clipboard.ts';
import { type Controller, createController } from './controller.ts';
import { createGovernor } from './governor.ts';
import { type CustomCommand, createKeymap, type KeyMapping } from './input/keymap.ts';
import { createMouseMode, withoutMouse } from './input/mouse-terminal.ts';
import { limitYoungHeap } from './memory.ts';
import { createPainter } from './painter.ts';
import type { UiPorts } from './ports.ts';
import { listen } from './sources.ts';
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
  const keepYoungHeapSmall = limitYoungHeap();
  const end = ending(options.signal);
  const takesMouse = options.mouse ?? true;
  const mouse = createMouseMode(options.stdout);
  const onTaken = (): (() => void) => {
    mouse.set(takesMouse);
    return () => mouse.set(false);
  };
  let suspend = (callback: () => Promise<void>): Promise<void> => callback();
  // A program may leave the cursor in the middle of a line; what is printed after the view begins at the start of one.
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
      keepYoungHeapSmall();
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

/** Puts frames on the terminal. Ink takes the terminal, reads its keys, and gives it back; it draws nothing. */
function createDrawing(
  controller: Controller,
  { stdin, stdout, onFrame }: UiOptions,
  { onSuspend, onTaken }: Pick<AppProps, 'onSuspend' | 'onTaken'>,
): Drawing {
  let instance: Instance | undefined;
  let isAway = false;
  let [took, tookBefore] = [0, 0];
  const { key, paste } = controller;
  const painter = createPainter((text) => void stdout.write(text));

  function draw(): void {
    instance ??= render(app, {
      stdin: withoutMouse(stdin, controller.mouse),
      stdout,
      onRender,
      ...inkOptions,
    });
    if (isAway) return;
    const begin = performance.now();
    painter.paint(Object.values(controller.frame()).flat(), sizeOf(stdout));
    [took, tookBefore] = [performance.now() - begin, took];
    onFrame?.(took);
  }
  /** Ink has taken the screen, in the beginning or again. */
  const onRender = (): void => {
    painter.forget();
    if (!isAway) return;
    isAway = false;
    draw();
  };
  const app = (
    <App
      onKey={key}
      onPaste={paste}
      onTaken={onTaken}
      onSuspend={(suspend) =>
        onSuspend((callback) => {
          isAway = true;
          return suspend(callback).finally(() => {
            isAway = false;
          });
        })
      }
    />
  );
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

/** `CI=''` counts as CI for Ink, which would then not take the terminal: whoever starts the UI has decided. */
const inkOptions = {
  interactive: true,
  alternateScreen: true,
  patchConsole: false,
  exitOnCtrlC: false,
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
