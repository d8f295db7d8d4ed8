import type { Explanation } from '../../events/explain/explanation.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { foldEvents } from '../../events/view.ts';
import { inOrder } from '../../findings/findings.ts';
import { supervisorSilent } from '../../findings/outside-rules.ts';
import { type Diagnosis, diagnose } from '../../findings/why.ts';
import { findingLine } from '../../findings/words.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { exitCodes } from '../exit-codes.ts';
import type { PodChoice } from '../find/choose-pods.ts';
import { type Found, findSupervised, resolveTarget, type Target } from '../find/find-supervised.ts';
import { diagnoseServices, isMeant } from '../find/services.ts';
import { toldSoFar } from '../find/told-so-far.ts';
import { engineShows, type Unreached } from '../find/unreached.ts';
import { harmless } from '../output/harmless.ts';

interface WhyOptions extends PodChoice {
  readonly host?: string;
  readonly output: 'text' | 'json';
}

/** What is told of a pod, or of a container of it. */
interface Answer {
  readonly project: string;
  /** Empty for a Service. */
  readonly pod: string;
  readonly container?: string;
  readonly service?: string;
  readonly diagnosis: Diagnosis;
}

/** `outrider why [TARGET]`: what is wrong and its cure, the worst first; else what it waits for and why. */
export async function explainWhy(target: string | undefined, options: WhyOptions): Promise<number> {
  const found = await findSupervised([], options);
  try {
    const now = systemClock.wall();
    const events = await toldSoFar(found.supervised);
    const services = servicesOf(events, found, target, now);
    const isService = target !== undefined && services.length > 0;
    const targets = target === undefined ? everyPod(found) : isService ? [] : [resolveTarget(found, target)];
    const silent = target === undefined ? found.unreached.map(silence) : [];
    const answers = [...silent, ...diagnoseAll(targets, events, now), ...services].sort(worstFirst);
    const several = answers.length > 1;
    for (const answer of answers) {
      const { diagnosis, ...subject } = answer;
      process.stdout.write(
        options.output === 'json'
          ? `${JSON.stringify({ ...subject, ...diagnosis })}\n`
          : inWords(diagnosis, now, several && answer.pod !== '' ? `${answer.pod}: ` : ''),
      );
    }
    return targets.length > 0 || isService ? exitCodes.ok : exitCodes.failure;
  } finally {
    found.close();
  }
}

function everyPod({ supervised }: Found): readonly Target[] {
  return supervised.map((each) => ({ supervised: each }));
}

/** The other pods are asked as well: one of them may be the cause. */
function diagnoseAll(
  targets: readonly Target[],
  events: readonly OutriderEvent[],
  now: number,
): readonly Answer[] {
  return targets.flatMap(({ supervised, container }) => {
    const { project, pod } = supervised;
    const { pods } = foldEvents(events.filter((event) => event.project === project));
    const view = pods[pod];
    const diagnosis = view && diagnose(view, container, now, pods);
    return diagnosis ? [{ project, pod, ...(container ? { container } : {}), diagnosis }] : [];
  });
}

/** The Service that is asked for, by its name; without a target, those with which something is wrong. */
function servicesOf(
  events: readonly OutriderEvent[],
  found: Found,
  target: string | undefined,
  now: number,
): readonly Answer[] {
  const answers = diagnoseServices(events, now).filter(({ service, diagnosis }) =>
    target === undefined ? diagnosis.findings.length > 0 : isMeant(service, target),
  );
  return target === undefined || !isPodOrContainer(found, target) ? answers : [];
}

function isPodOrContainer({ supervised, unreached }: Found, target: string): boolean {
  return (
    supervised.some(({ pod, state }) => pod === target || Object.hasOwn(state.containers, target)) ||
    unreached.some(
      ({ pod, listed }) => pod === target || listed.containers.some(({ name }) => name === target),
    )
  );
}

/** Of a pod that no supervisor answers for, what the engine shows is told. */
function silence(one: Unreached): Answer {
  const finding = supervisorSilent(one);
  const chain = engineShows(one).map((line) => line.trim());
  const diagnosis = { summary: findingLine(finding, false), chain, findings: [finding] };
  return { project: one.project, pod: one.pod, diagnosis };
}

/** Pods with trouble before the others, in the order of their first findings. */
function worstFirst(a: Answer, b: Answer): number {
  const [first, second] = [a.diagnosis.findings[0], b.diagnosis.findings[0]];
  if (!first || !second) return Number(first === undefined) - Number(second === undefined);
  return inOrder([first, second])[0] === first ? -1 : 1;
}

/**
 * An explanation as lines of text, the cause first.
 *
 * @param name stands before every sentence, where there are several pods.
 */
export function inWords({ summary, chain, nextAt }: Explanation, now: number, name = ''): string {
  const next =
    nextAt === undefined
      ? []
      : [`tried again in ${Math.max(0, (Date.parse(nextAt) - now) / 1000).toFixed(1)} s`];
  const lines = [`${name}${summary}`, ...[...chain, ...next].map((line) => `  ${name}${line}`)];
  return `${lines.map(harmless).join('\n')}\n`;
}
