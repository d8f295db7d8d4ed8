import { existsSync } from 'node:fs';
import type { Flow } from '../../capture/explain/flows.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { type Answer, type Evidence, requestKey } from '../../lessons/check/evidence.ts';
import type { Asked } from '../../lessons/read/checks-schema.ts';
import type { Check } from '../../lessons/read/model.ts';
import { listFlows } from '../../supervisor/capture/inspect-capture.ts';
import { readRecording } from '../files/read-recording.ts';
import { isCaptured, type NamespaceTarget, withNamespaces } from '../find/capture-target.ts';
import { askInside, askOutside } from './ask.ts';
import { runFile } from './progress-file.ts';

interface Where {
  readonly host?: string | undefined;
  readonly project: string;
}

/** Everything that checks are judged by, as it is now: the recording of the run, and what is looked up for them. */
export async function gather(checks: readonly Check[], where: Where): Promise<Evidence> {
  const events = await recorded(where.project);
  const requests = checks.flatMap(({ question }) => (question.kind === 'request' ? [question.asked] : []));
  const captured = checks.flatMap(({ question }) =>
    question.kind === 'connection' ? [question.asked.pod] : [],
  );
  const inside = requests.filter(({ from }) => from !== 'outside');
  const pods = [...new Set([...inside.map(({ from }) => from), ...captured])];
  const outside = answersFrom(
    requests.filter(({ from }) => from === 'outside'),
    (asked) => askOutside(asked.url, addressesIn(events)),
  );
  const looked = await lookInto(pods, where, async (targets) => ({
    answers: await answersFrom(inside, (asked) => askFrom(targets, asked)),
    flows: await flowsOf(targets.filter(({ pod }) => captured.includes(pod))),
  }));
  return { events, answers: new Map([...looked.answers, ...(await outside)]), flows: looked.flows };
}

/** The events of the newest run, as far as they are in its recording. */
export async function recorded(project: string): Promise<readonly OutriderEvent[]> {
  const events: OutriderEvent[] = [];
  if (!existsSync(runFile(project))) return events;
  // The recorder may be in the middle of a line.
  for await (const event of readRecording(runFile(project), () => {})) events.push(event);
  return events;
}

type Looked = Omit<Evidence, 'events'>;

/** Opens the namespaces of pods; of the project, because one that is named has to be there. */
function lookInto(
  pods: readonly string[],
  { host, project }: Where,
  work: (targets: readonly NamespaceTarget[]) => Promise<Looked>,
): Promise<Looked> {
  if (pods.length === 0) return work([]);
  const choice = { projectName: project, ...(host !== undefined && { host }) };
  return withNamespaces([], choice, (targets) => work(targets.filter(({ pod }) => pods.includes(pod))));
}

async function askFrom(
  targets: readonly NamespaceTarget[],
  { from, url }: Asked<'request'>,
): Promise<Answer> {
  const target = targets.find(({ pod }) => pod === from);
  if (!target) return { failed: 'impossible', reason: `pod ${from} is not there` };
  return askInside(target.run, url).catch((error: Error) => ({
    failed: 'impossible',
    reason: error.message,
  }));
}

async function answersFrom(
  requests: readonly Asked<'request'>[],
  ask: (asked: Asked<'request'>) => Promise<Answer>,
): Promise<ReadonlyMap<string, Answer>> {
  const made = requests.map(async (asked) => [requestKey(asked), await ask(asked)] as const);
  return new Map(await Promise.all(made));
}

async function flowsOf(targets: readonly NamespaceTarget[]): Promise<ReadonlyMap<string, readonly Flow[]>> {
  const read = targets
    .filter(isCaptured)
    .map(async ({ pod, options, run }) => [pod, await listFlows(options, run)] as const);
  return new Map(await Promise.all(read));
}

/** The newest address of each pod. */
function addressesIn(events: readonly OutriderEvent[]): ReadonlyMap<string, string> {
  return new Map(
    events.flatMap((event) => (event.type === 'SandboxReady' ? [[event.pod, event.ip] as const] : [])),
  );
}
