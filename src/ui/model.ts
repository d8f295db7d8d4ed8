import type { TimelinePart, TimeRange } from '../events/timeline-part.ts';
import type { Level } from '../logs/line/level.ts';
import type { Role } from '../logs/merge/record.ts';
import type { RunAction, WaitingStep } from './ports.ts';
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
  /** Lines that do not match the filter are shown around each that does: so many before and behind it. */
  readonly context: number;
  /** A column with the time since the line before. */
  readonly elapsed: boolean;
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

/** The stretch of time that is shown, of how much there is, in how many columns. */
export interface TimelineFrame {
  readonly whole: TimeRange;
  readonly shown: TimeRange;
  readonly columns: number;
}

/** Which part of the time the timeline shows. Times are milliseconds since 1970. */
export interface TimelineSettings {
  /** `zoomed`: `from` to `to`; the others follow what happens. */
  readonly part: TimelinePart | 'zoomed';
  readonly from?: number;
  readonly to?: number;
  /** The moment that is looked at. */
  readonly cursor?: number;
}

/** Which rules and flows the traffic has, and in which order. */
export interface TrafficSettings {
  /** Rules that never matched and flows that are over, too. */
  readonly all: boolean;
  readonly sort: 'state' | 'from' | 'to' | 'rule';
}

export interface Prompt {
  readonly kind: 'filter' | 'search' | 'command';
  /** What a filter is for. */
  readonly view: ViewName;
  readonly text: string;
  /** What was there before: escape brings it back. */
  readonly before: string;
  /** How far back in the history of what was typed; absent for what is being typed. */
  readonly back?: number;
  readonly problem?: string;
}

/** What lies over the view. */
export type Overlay =
  | { readonly type: 'help'; readonly scroll: number }
  /** One request over all containers; `others` are further ids that its line has. */
  | {
      readonly type: 'request';
      readonly id: string;
      readonly others: readonly string[];
      readonly scroll: number;
    }
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
  /** Finds ids of requests by its first group, before all known forms; empty for none. */
  readonly requestPattern: string;
  /** Patterns of the views beside the log. */
  readonly filters: Readonly<Record<Exclude<ViewName, 'logs'>, string>>;
  readonly traffic: TrafficSettings;
  readonly timeline: TimelineSettings;
  /** Rows from the top, or for events from the end. */
  readonly scroll: Readonly<Record<'timeline' | 'traffic' | 'events', number>>;
  readonly prompt?: Prompt;
  /** What was typed into each kind of prompt, the newest first. */
  readonly typed: Readonly<Record<Prompt['kind'], readonly string[]>>;
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
    context: 0,
    elapsed: false,
  },
  list: { sort: 'start', filter: '', troubleOnly: false, folds: new Map() },
  requestPattern: '',
  filters: { timeline: '', traffic: '', events: '' },
  traffic: { all: false, sort: 'state' },
  timeline: { part: 'all' },
  typed: { filter: [], search: [], command: [] },
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
  /** Nothing of the pods is changed from here. */
  readonly readOnly: boolean;
  readonly replay: boolean;
  /** What waits for a person, of the selected pod first. */
  readonly step?: WaitingStep | undefined;
  /** Of a pod, where it is known. */
  readonly addressOf: (pod: string) => string | undefined;
  /** What the timeline shows. */
  readonly timeline: () => TimelineFrame;
}

/** A movement in the log, which knows its own lines. */
export type LogMove =
  | { readonly type: 'by'; readonly lines: number }
  | { readonly type: 'page'; readonly rows: number }
  /** To the line in a row of the screen, from 0. */
  | { readonly type: 'at'; readonly row: number }
  | { readonly type: 'top' | 'follow' | 'toggleFollow' | 'nextMatch' | 'previousMatch' }
  /** Sideways, where lines are cut. */
  | { readonly type: 'pan'; readonly columns: number }
  /** A row that says when it was made; or nothing before now is shown, and all again. */
  | { readonly type: 'marker'; readonly text: string }
  | { readonly type: 'clear' }
  | { readonly type: 'unclear' }
  | { readonly type: 'nextError' | 'previousError' | 'mark' | 'clearMarks' };

/** What is to be done outside of the state. */
export type Effect =
  | { readonly type: 'act'; readonly action: RunAction }
  | { readonly type: 'leave' | 'suspend' }
  | { readonly type: 'log'; readonly move: LogMove }
  | { readonly type: 'copy' | 'detail' | 'clear' }
  /** Of the id that was typed; else of the one in the current line. */
  | { readonly type: 'request'; readonly id?: string; readonly pattern: string }
  | { readonly type: 'mouse'; readonly on: boolean }
  | { readonly type: 'save'; readonly name?: string }
  | { readonly type: 'why' | 'spec'; readonly of: ContainerRef }
  /** The packets of a pod are recorded from now on, or no longer. */
  | { readonly type: 'pcap'; readonly pod: string }
  /** The next step of what leads through this run. */
  | { readonly type: 'nextStep' }
  | { readonly type: 'replay'; readonly command: 'play' | 'faster' | 'slower' | 'forward' | 'back' };

export interface Update {
  readonly state: UiState;
  readonly effects: readonly Effect[];
}

export const only = (state: UiState, ...effects: readonly Effect[]): Update => ({ state, effects });

export function keyOf({ pod, container }: ContainerRef): string {
  return `${pod}/${container}`;
}

/** A container as a person reads it: with its pod where there are several. */
export function nameAmong(containers: readonly ContainerRef[], { pod, container }: ContainerRef): string {
  return containers.some((one) => one.pod !== pod) ? `${pod}/${container}` : container;
}

/** For three seconds, or longer for longer texts. */
export function withNotice(state: UiState, text: string, now: number, tone: Tone = 'accent'): UiState {
  return { ...state, notice: { text, tone, until: now + 2500 + text.length * 40 } };
}
