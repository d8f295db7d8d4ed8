import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';
import type { Evidence } from '../../../src/lessons/check/evidence.ts';
import { judgeAll } from '../../../src/lessons/check/judge.ts';
import type { Verdict } from '../../../src/lessons/check/verdict.ts';
import type { Question } from '../../../src/lessons/read/model.ts';

/** Events of the pod `web`, a second apart. */
export function told(...bodies: readonly EventBody[]): readonly OutriderEvent[] {
  return bodies.map((body, index) => ({
    ...body,
    time: new Date(Date.UTC(2026, 0, 1, 12, 0, index)).toISOString(),
    seq: index + 1,
    project: 'p',
    pod: 'web',
  }));
}

export const created: EventBody = { type: 'PodCreated', spec: 's', containers: [] };
export const running = (container: string, attempt = 0): EventBody => ({
  type: 'ContainerRunning',
  container,
  attempt,
  id: 'i',
  pid: 1,
});
export const started = (container: string): EventBody => ({
  type: 'ContainerStarted',
  container,
  attempt: 0,
});
export const toldToStop = (container: string): EventBody => ({
  type: 'StopSignalSent',
  container,
  attempt: 0,
  signal: 'SIGTERM',
  graceSeconds: 5,
});
export const ended = (container: string, attempt = 0): EventBody => ({
  type: 'ContainerTerminated',
  container,
  attempt,
  exitCode: 0,
  reason: 'Completed',
});
export const line = (text: string, attempt = 0): EventBody => ({
  type: 'Log',
  container: 'app',
  attempt,
  stream: 'stdout',
  line: text,
  partial: false,
});

export function judged(question: Question, evidence: Partial<Evidence>): Verdict {
  const whole = { events: [], answers: new Map(), flows: new Map(), ...evidence };
  const [one] = judgeAll([{ name: 'x', says: 'x', question }], whole);
  return one!.verdict;
}
