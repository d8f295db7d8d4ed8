import type { Traffic } from '../events/traffic.ts';
import type { Finding } from '../findings/finding.ts';
import { runEffect, tellFound } from './effects.ts';
import type { Keymap } from './input/keymap.ts';
import type { KeyName } from './input/keys.ts';
import type { MouseEvent } from './input/mouse.ts';
import {
  initialState,
  type LogMove,
  type TimelineFrame,
  type UiState,
  type Update,
  type World,
  withNotice,
} from './model.ts';
import { createPastReading, type PastReading } from './past-reading.ts';
import type { ContainerStats, UiPorts } from './ports.ts';
import { createSession, type Session } from './session.ts';
import { updateByKey, updateByPaste, withSelection } from './update/update.ts';
import { updateByMouse } from './update/update-mouse.ts';
import { createFindingsCache, listPods, selectable } from './view/pod-list.ts';
import { type Frame, type Screen, selectScreen } from './view/select.ts';
import { waitingStep } from './view/select-step.ts';
import { timelineFrame } from './view/select-timeline.ts';
import type { Theme } from './view/theme.ts';

interface ControllerOptions {
  readonly ports: UiPorts;
  readonly keymap: Keymap;
  readonly theme: Theme;
  /** Milliseconds since 1970: the time of what is shown, in a replay that of the recording. */
  readonly now: () => number;
  /** Milliseconds of a clock that only goes forward. */
  readonly monotonic: () => number;
  readonly offsetMinutes: (epochMs: number) => number;
  readonly size: () => { readonly width: number; readonly height: number };
  /** Quitting only closes the UI: what it shows is not its own. */
  readonly leaveAtOnce: boolean;
  /** Nothing of the pods is changed from here; default false. */
  readonly readOnly?: boolean;
  /** A frame is wanted at once. */
  readonly redraw: () => void;
  readonly leave: () => void;
  /** Runs with the terminal handed over. */
  readonly suspend: (callback: () => Promise<void>) => Promise<void>;
  /** Finds ids of requests by its first group, before all known forms; empty for none. */
  readonly requestPattern?: string;
  /** Whether the terminal reports its mouse in the beginning. */
  readonly mouse: boolean;
  /** It shall report its mouse, or no longer. */
  readonly setMouse: (on: boolean) => void;
}

/** Holds the state, turns keys into updates and effects, and makes frames. Draws nothing itself. */
export interface Controller {
  readonly session: Session;
  readonly past: PastReading;
  readonly state: () => UiState;
  readonly key: (key: KeyName) => void;
  /** Text that the terminal says was pasted. */
  readonly paste: (text: string) => void;
  readonly mouse: (event: MouseEvent) => void;
  readonly frame: () => Frame;
  readonly setStats: (stats: readonly ContainerStats[]) => void;
  /** Of which pod traffic is on the screen. */
  readonly trafficOf: () => string | undefined;
  readonly setTraffic: (traffic: Traffic | { readonly problem: string }) => void;
  /** Goes on for a moment with a filter or a search that looks at many lines; whether there is more to do. */
  readonly work: () => boolean;
  /** Something counts down on the screen: every second matters. */
  readonly countsDown: () => boolean;
}

export function createController(options: ControllerOptions): Controller {
  const { ports, keymap, theme, now } = options;
  const session = createSession(options.monotonic);
  let state: UiState = {
    ...initialState,
    mouse: options.mouse,
    requestPattern: options.requestPattern ?? '',
  };
  const past = createPastReading(ports, session);
  const findings = createFindingsCache();
  let configured: string | undefined;
  let places: Screen['places'] | undefined;
  let stats: ReadonlyMap<string, ContainerStats> = new Map();
  let seeking: LogMove | undefined;
  let traffic: Traffic | { readonly problem: string } | undefined;

  const found = (): readonly Finding[] => findings(session.view(), now());

  function world(): World {
    const pods = Object.values(session.view().pods);
    const containers = pods.flatMap((pod) =>
      pod.containers.map(({ name, role, attempt }) => ({
        pod: pod.name,
        container: name,
        role,
        attempt,
        captured: pod.capture.state === 'on',
      })),
    );
    const replay = ports.replay !== undefined;
    const leaveAtOnce = options.leaveAtOnce || session.isOver();
    const listed = selectable(listPods(session.view(), found(), state.list), state.list);
    const timeline = (): TimelineFrame =>
      timelineFrame(session.view(), state.timeline, options.size().width, now());
    const page = places?.bodyRows ?? 10;
    const { readOnly = false } = options;
    const addressOf = (pod: string): string | undefined => session.view().pods[pod]?.ip;
    const step = waitingStep(session.view(), state.selected?.pod);
    return { containers, listed, now: now(), page, leaveAtOnce, readOnly, replay, step, addressOf, timeline };
  }

  /** The pane learns of new settings, sizes and containers; scrolling and lines are none of these. */
  function configure({ containers }: World, width: number): void {
    const key = JSON.stringify([width, state.log, [...state.log.muted], [...state.log.mutedRoles]]);
    if (key === configured && !session.containersChanged()) return;
    configured = key;
    const created = Object.values(session.view().pods)[0]?.created;
    const origin = created === undefined ? now() : Date.parse(created);
    const { offsetMinutes } = options;
    session.pane().configure(state.log, { theme, containers, width, origin, offsetMinutes }, now());
  }

  function apply(update: Update): void {
    const { width } = options.size();
    const podBefore = state.selected?.pod;
    const filtersAnew = state.log.filter === '' && update.state.log.filter !== '';
    state = update.state;
    // A filter is for all lines; where the engine does not answer, it is for those that are here.
    if (filtersAnew) past.whole().then(options.redraw, () => {});
    if (state.selected?.pod !== podBefore) traffic = undefined;
    configure(world(), width);
    for (const effect of update.effects) runEffect(effect, effectContext());
    options.redraw();
  }

  function effectContext(): Parameters<typeof runEffect>[1] {
    return {
      ports,
      past,
      session,
      now,
      suspend: options.suspend,
      leave: options.leave,
      setMouse: options.setMouse,
      seek: (move) => {
        seeking = move;
        state = withNotice(state, 'searching…', now());
      },
      say: (text, tone) => {
        state = withNotice(state, text, now(), tone);
        options.redraw();
      },
      show: (overlay) => {
        state = { ...state, overlay };
        options.redraw();
      },
      open: (title, lines) => {
        state = { ...state, overlay: { type: 'text', title, lines, scroll: 0 } };
        options.redraw();
      },
    };
  }

  function frame(): Frame {
    const { width, height } = options.size();
    const current = world();
    state = withSelection(state, current);
    if (state.notice && state.notice.until < now()) {
      const { notice: _, ...rest } = state;
      state = rest;
    }
    session.pane().drain(options.monotonic());
    configure(current, width);
    const made = selectScreen({
      view: session.view(),
      findings: found(),
      ui: state,
      pane: session.pane(),
      events: session.events(),
      startOf: session.startOf,
      stats,
      traffic,
      leaveAtOnce: current.leaveAtOnce,
      readOnly: current.readOnly,
      recorded: ports.packets?.pods() ?? [],
      replay: ports.replay?.status(),
      guide: ports.guide && { ...ports.guide.guide(), isLarge: ports.guide.isLarge },
      keymap,
      theme,
      width,
      height,
      now: now(),
    });
    places = made.places;
    return made.frame;
  }

  function work(): boolean {
    const pane = session.pane();
    const found = pane.work();
    if (found !== undefined && found !== 'later' && seeking) {
      const { notice: _, ...rest } = state;
      state = rest;
      tellFound(found, seeking, effectContext());
      seeking = undefined;
    }
    return pane.isBehind();
  }

  return {
    session,
    past,
    work,
    state: () => state,
    key: (name) => apply(updateByKey(state, name, world(), keymap)),
    paste: (text) => apply(updateByPaste(state, text, world())),
    mouse: (event) => {
      if (places) apply(updateByMouse(state, event, places, world()));
    },
    frame,
    setStats: (list) => {
      stats = new Map(list.map((one) => [one.id, one]));
    },
    trafficOf: () => (state.view === 'traffic' ? state.selected?.pod : undefined),
    setTraffic: (answer) => {
      traffic = answer;
    },
    countsDown: () => {
      if (state.notice) return true;
      const pods = Object.values(session.view().pods);
      return pods.some(
        (pod) =>
          !pod.outcome &&
          (pod.terminating !== undefined ||
            pod.containers.some((one) => one.state.is === 'waiting' && one.state.retryAt !== undefined)),
      );
    },
  };
}
