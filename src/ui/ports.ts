import type { StepAction } from '../events/step-event.ts';
import type { Traffic } from '../events/traffic.ts';
import type { OutriderEvent } from '../events/types.ts';
import type { LogLine } from '../logs/merge/batch.ts';
import type { LogSource } from '../logs/merge/record.ts';

/** A start or a stop that waits for a person. */
export interface WaitingStep {
  readonly pod: string;
  readonly action: StepAction;
  readonly container: string;
}

/** What the UI asks of the run. */
export type RunAction =
  | { readonly type: 'stop' }
  | { readonly type: 'kill' }
  | { readonly type: 'detach' }
  | { readonly type: 'restart'; readonly pod: string; readonly container?: string }
  | { readonly type: 'signal'; readonly pod: string; readonly container: string; readonly signal: string }
  | { readonly type: 'stopContainer'; readonly pod: string; readonly container: string }
  | { readonly type: 'shell'; readonly pod: string; readonly container: string }
  | { readonly type: 'toolbox'; readonly pod: string }
  | {
      readonly type: 'command';
      readonly on: 'pod' | 'machine';
      /** For a shell. */
      readonly run: string;
      readonly environment: Readonly<Record<'POD' | 'CONTAINER' | 'IP', string>>;
    }
  | { readonly type: 'capture'; readonly pod: string; readonly on: boolean }
  | ({ readonly type: 'goOn' } & WaitingStep);

export interface ActionResult {
  /** For the person who asked; several lines open a dialog. */
  readonly message?: string;
}

export interface ContainerStats {
  /** The engine's id. */
  readonly id: string;
  /** 100 is one core. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

/** An instance of a container that the engine has a log of. */
export interface PastSource {
  readonly source: LogSource;
  /** From the first line on, as they come. */
  readonly lines: AsyncIterable<readonly LogLine[]>;
}

/** Which lines of the past are wanted. */
export interface PastOptions {
  /** Only the last so many of each instance. */
  readonly tail?: number;
  /** The time from which on the view has the lines of an instance itself. */
  readonly until: (instance: LogSource) => string | undefined;
}

/** Records the packets of pods into files while the view goes on. */
export interface PacketsPort {
  /**
   * @param file the name of the file.
   * @param ended is told of a recording that ends without being asked to, because its pod has ended or it cannot go on.
   * @returns what to say, once packets are recorded.
   */
  begin(pod: string, file: string, ended: (message: string) => void): Promise<string>;
  /** @returns what to say, once the file is whole. */
  end(pod: string): Promise<string>;
  /** The pods whose packets are recorded now. */
  pods(): readonly string[];
}

/** A recording that plays. */
export interface ReplayPort {
  status(): ReplayStatus;
  setPlaying(playing: boolean): void;
  setSpeed(speed: number): void;
  /** Back as well: then `onRestart` listeners are called, and the events from the first on follow. */
  seek(offsetMs: number): void;
  onRestart(listener: () => void): () => void;
}

export interface ReplayStatus {
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly playing: boolean;
  readonly speed: number;
}

/** A line of a guide; what it means decides its colour. */
export interface GuideLine {
  readonly text: string;
  readonly tone: 'plain' | 'strong' | 'dim' | 'good' | 'bad';
}

/** What stands beside the view: a step to take, and how far one is with it. */
export interface Guide {
  readonly title: string;
  readonly lines: readonly GuideLine[];
}

/** Leads a person through steps while the pods run. */
export interface GuidePort {
  guide(): Guide;
  /** Answers how to stop. */
  subscribe(listener: () => void): () => void;
  /** Goes to the next step. @returns what to say. */
  next(): Promise<string>;
  /** For a room that looks from afar: few lines, with blanks between letters and lines. */
  readonly isLarge: boolean;
}

/** All that the UI knows of the world. */
export interface UiPorts {
  /** Everything told so far but log lines, then what comes. Answers how to stop. */
  subscribe(listener: (event: OutriderEvent) => void): () => void;
  /** Rejections are shown. A `shell`, a `toolbox` and a `command` get the terminal for themselves until they settle. */
  act(action: RunAction): Promise<ActionResult>;
  /** A container's resolved spec as rows of YAML. */
  spec?(pod: string, container: string): Promise<readonly string[]>;
  stats?(listener: (stats: readonly ContainerStats[]) => void): () => void;
  traffic?(pod: string): Promise<Traffic>;
  /** What the engine still has of the logs, of pods that the view shows. */
  past?(pods: readonly string[], options: PastOptions): Promise<readonly PastSource[]>;
  /** Writes a file, part by part; answers where. */
  saveText?(name: string, parts: AsyncIterable<string>): Promise<string>;
  readonly packets?: PacketsPort;
  readonly guide?: GuidePort;
  /** Stops this process until the shell continues it; it has the terminal meanwhile. */
  pause?(): Promise<void>;
  /** Default: OSC 52, which also works over ssh. */
  copy?(text: string): void;
  readonly replay?: ReplayPort;
}
