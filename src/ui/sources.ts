import { performance } from 'node:perf_hooks';
import type { Controller } from './controller.ts';
import { describeFailure } from './effects.ts';
import type { Governor } from './governor.ts';
import type { UiPorts } from './ports.ts';

/** How often what grows older is looked at. */
const secondMs = 1000;
/** How often lines are looked after that wait for earlier ones. */
const drainMs = 60;

/** Feeds the controller with all that changes by itself, and tells the governor. Answers how to stop. */
export function listen(
  ports: UiPorts,
  controller: Controller,
  governor: Governor,
  onOver: () => void,
): () => void {
  const { session } = controller;
  const stops = [
    ports.subscribe((event) => {
      session.take(event, performance.now());
      governor.changed('line');
      if (event.type === 'PodRemoved' && session.isOver() && !ports.replay) onOver();
    }),
    ports.stats?.((stats) => {
      controller.setStats(stats);
      governor.changed('clock');
    }),
    ports.guide?.subscribe(() => governor.changed('line')),
    ports.replay?.onRestart(() => session.clear()),
    every(secondMs, () => {
      governor.changed(controller.countsDown() || ports.replay ? 'line' : 'clock');
      void askTraffic(ports, controller, governor);
      beginPast(controller, governor);
    }),
    every(drainMs, () => {
      if (session.pane().isWaiting()) governor.changed('line');
    }),
    whileBehind(controller, governor),
  ];
  beginPast(controller, governor);
  return () => {
    for (const stop of stops) stop?.();
  };
}

/** What was written before the view began; where the engine does not answer, the view has its own lines. */
function beginPast({ past }: Controller, governor: Governor): void {
  past.begin().then(
    (isRead) => {
      if (isRead) governor.changed('line');
    },
    () => {},
  );
}

async function askTraffic(ports: UiPorts, controller: Controller, governor: Governor): Promise<void> {
  const pod = controller.trafficOf();
  if (pod === undefined) return;
  try {
    const nobody = { problem: 'The rules are known only while the pod runs here.' };
    controller.setTraffic((await ports.traffic?.(pod)) ?? nobody);
  } catch (error) {
    controller.setTraffic({ problem: describeFailure(error) });
  }
  governor.changed('line');
}

/** Milliseconds between two slices of work: a person waits for it, or it goes on in the background for a sixth of a core. */
const rest = { awaited: 1, background: 50 };

/** Between its slices everything else has its turn. */
function whileBehind(controller: Controller, governor: Governor): () => void {
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const isBehind = controller.session.pane().isBehind();
    const goesOn = isBehind && controller.work();
    if (isBehind) governor.changed('line');
    const pause = controller.session.pane().isAwaited() ? rest.awaited : rest.background;
    timer = setTimeout(look, goesOn ? pause : drainMs);
  };
  timer = setTimeout(look, drainMs);
  return () => clearTimeout(timer);
}

function every(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms);
  return () => clearInterval(timer);
}
