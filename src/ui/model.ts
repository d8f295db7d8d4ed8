import type { Level } from '../logs/line/level.ts';
import type { Role } from '../logs/merge/record.ts';
import type { RunAction } from './ports.ts';
import type { Tone } from './view/theme.ts';

export type ViewName = 'logs' | 'timeline' | 'traffic' | 'events';
export const viewNames: readonly ViewName[] = ['logs', 'timeline', 'traffic', 'events'];

export interface ContainerRef {
  readonly pod: string;
  readonly container: string;
}

/** Which lines are shown, and how. Saved by nobody but the state: filters survive a switch of views. */
export interface LogSettings {
  /** A regular expression, `!` inverts; empty lets everything through. */
  readonly filter: string;
  readonly search: string;
  /** Keys of containers, `pod/container`. */
  readonly muted: ReadonlySet<string>;
  readonly mutedRoles: ReadonlySet<Role>;
  /** Regular expressions whose lines are left out. */
  readonly mutedPatterns: readonly string[];
  readonly level?: Level;
  /** Only lines of the last so many seconds. */
  readonly windowSeconds?: number;
  readonly wrap: boolean;
  readonly timestamps: 'off' | 'local' | 'utc' | 'relative';
  readonly json: 'laidOut' | 'asWritten';
  /** Only lines of this one instance of a container, from 0. */
  readonly instance?: ContainerRef & { readonly attempt: number };
}

/** Which pods the list shows, and how. */
export interface ListSettings {
  readonly sort: 'start' | 'trouble' | 'name';
  /** Only pods whose name has this in it. */
  readonly filter: string;
  /** Only pods that are not as they should be. */
  readonly troubleOnly: boolean;
  /** What a person has asked for, by the pod's name; of other pods the room decides. */
  readonly folds: ReadonlyMap<string, 'folded' | 'open'>;
}

export interface Prompt {
  readonly kind: 'filter' | 'search' | 'command';
  readonly text: string;
  /** What was there before: escape brings it back. */
  readonly before: string;
  readonly problem?: string;
}

/** What lies over the view. */
export type Overlay =
  | { readonly type: 'help'; readonly scroll: number }
  | {
      readonly type: 'text';
      readonly title: string;
      readonly lines: readonly string[];
      readonly scroll: number;
    };

export interface Notice {
  readonly text: string;
  readonly tone: Tone;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface UiState {
  readonly view: ViewName;
  readonly focus: 'containers' | 'main';
  readonly selected?: ContainerRef;
  readonly zoom: boolean;
  readonly log: LogSettings;
  readonly list: ListSettings;
  /** Rows from the top, or for events from the end. */
  readonly scroll: Readonly<Record<'timeline' | 'traffic' | 'events', number>>;
  readonly prompt?: Prompt;
  readonly overlay?: Overlay;
  readonly confirm?: { readonly question: string; readonly action: RunAction };
  readonly notice?: Notice;
  /** The terminal reports its wheel and clicks; otherwise they are its own. */
  readonly mouse: boolean;
  /** How often the end was asked for: once in order, twice at once. */
  readonly quitting: 0 | 1 | 2;
}

export const initialState: UiState = {
  view: 'logs',
  focus: 'containers',
  zoom: false,
  log: {
    filter: '',
    search: '',
    muted: new Set(),
    mutedRoles: new Set(),
    mutedPatterns: [],
    wrap: false,
    timestamps: 'off',
    json: 'laidOut',
  },
  list: { sort: 'start', filter: '', troubleOnly: false, folds: new Map() },
  scroll: { timeline: 0, traffic: 0, events: 0 },
  mouse: true,
  quitting: 0,
};

interface KnownContainer extends ContainerRef {
  readonly role: Role;
  /** The traffic of its pod is. */
  readonly captured: boolean;
  /** Its instance, from 0. */
  readonly attempt: number;
}

/** What the update may know of the world besides the state. */
export interface World {
  /** In the order in which they were made. */
  readonly containers: readonly KnownContainer[];
  /** Those that can be selected, in the order of the list. */
  readonly listed: readonly ContainerRef[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Rows of the view. */
  readonly page: number;
  /** Quitting leaves at once: nothing of ours runs. */
  readonly leaveAtOnce: boolean;
  readonly replay: boolean;
}

/** A movement in the log, which knows its own lines. */
export type LogMove =
  | { readonly type: 'by'; readonly lines: number }
  | { readonly type: 'page'; readonly rows: number }
  /** To the line in a row of the screen, from 0. */
  | { readonly type: 'at'; readonly row: number }
  | { readonly type: 'top' | 'follow' | 'toggleFollow' | 'nextMatch' | 'previousMatch' }
  | { readonly type: 'nextError' | 'previousError' | 'mark' | 'clearMarks' };

/** What is to be done outside of the state. */
export type Effect =
  | { readonly type: 'act'; readonly action: RunAction }
  | { readonly type: 'leave' }
  | { readonly type: 'log'; readonly move: LogMove }
  | { readonly type: 'copy' | 'detail' }
  | { readonly type: 'mouse'; readonly on: boolean }
  | { readonly type: 'save'; readonly name?: string }
  | { readonly type: 'why' | 'spec'; readonly of: ContainerRef }
  | { readonly type: 'replay'; readonly command: 'play' | 'faster' | 'slower' | 'forward' | 'back' };

export interface Update {
  readonly state: UiState;
  readonly effects: readonly Effect[];
}

export const only = (state: UiState, ...effects: readonly Effect[]): Update => ({ state, effects });

export function keyOf({ pod, container }: ContainerRef): string {
  return `${pod}/${container}`;
}

/** For three seconds, or longer for longer texts. */
export function withNotice(state: UiState, text: string, now: number, tone: Tone = 'accent'): UiState {
  return { ...state, notice: { text, tone, until: now + 2500 + text.length * 40 } };
}
