import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import { error, type Problem } from '../problem.ts';
import type { PodSource, Sources } from '../sources.ts';
import { ownerOf, podsNamed, readWaitFor, WAIT_FOR_PATH, type WaitEntry } from '../wait-for.ts';
import { at, type Placed, type PodRule, placedContainers, type SourcesRule } from './rule.ts';

export const waitForIsReadable: PodRule = (pod) => readWaitFor(pod).problems;

/** What a pod waits for is there, and can come to be. */
export const waitForIsPossible: PodRule = (pod, sources) =>
  readWaitFor(pod).entries.flatMap((entry) => {
    const others = podsNamed(entry.pod, sources);
    const wrong = others.length === 0 ? unknownPod(pod, entry, sources) : impossible(entry, others[0]!);
    return wrong === undefined ? [] : [problem(wrong)];
  });

function problem(message: string): Problem {
  return error('wait-for', WAIT_FOR_PATH, message, { bare: true });
}

function unknownPod(
  pod: PodSource,
  { pod: name, optional }: WaitEntry,
  { pods }: Sources,
): string | undefined {
  if (optional) return undefined;
  const names = pods.flatMap((one) => [one.name, ownerOf(one)]).filter((one) => one !== ownerOf(pod));
  const near = nearest(name, names);
  return `${ownerOf(pod)} waits for ${name}, but there is no pod ${name} in these files${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function impossible({ pod: name, container, until }: WaitEntry, other: PodSource): string | undefined {
  const all = placedContainers(other);
  const counted = all.filter(({ container: { name: own }, role }) =>
    container === undefined ? role === 'app' : own === container,
  );
  if (container !== undefined && counted.length === 0) {
    const near = nearest(
      container,
      all.map((one) => one.container.name),
    );
    return `pod ${name} has no container ${container}${near === undefined ? '' : `; did you mean ${near}?`}`;
  }
  const endless = until === 'completed' ? counted.find((one) => isEndless(one, other)) : undefined;
  return (
    endless && `${name} never completes: its container ${endless.container.name} has restartPolicy Always`
  );
}

function isEndless({ container, role }: Placed, { spec }: PodSource): boolean {
  if (role === 'sidecar') return true;
  if (role === 'init') return false;
  return (container.restartPolicy ?? spec.restartPolicy ?? 'Always') === 'Always';
}

/** Pods that wait for each other: each circle once, with the line of every step. */
export const waitsEnd: SourcesRule = (sources) => {
  const done = new Set<string>();
  const found: Diagnostic[] = [];
  const visit = (pod: PodSource, way: readonly PodSource[]): void => {
    const begin = way.indexOf(pod);
    if (begin !== -1) return void found.push(circle(way.slice(begin)));
    if (done.has(pod.name)) return;
    for (const { pod: name } of readWaitFor(pod).entries)
      for (const next of podsNamed(name, sources)) visit(next, [...way, pod]);
    done.add(pod.name);
  };
  for (const pod of sources.pods) visit(pod, []);
  return found;
};

function circle(way: readonly PodSource[]): Diagnostic {
  const steps = way.map((pod, index) => {
    const { file, line } = at(pod, problem(''));
    const next = way[(index + 1) % way.length]!;
    const place = file === way[0]!.document.file ? `line ${line}` : `${file}:${line}`;
    return `${ownerOf(pod)} waits for ${ownerOf(next)} (${place})`;
  });
  return at(way[0]!, problem(`goes in a circle: ${steps.join(', ')}`));
}
