import type { Story } from '../../support/scenario/story.ts';

/** What both sides show of a scenario, whatever their speed. */
export interface KubeletOutline {
  /** In which order containers ran for the first time. */
  readonly firstRuns: readonly string[];
  /** How each instance of a container ended: `0/Completed`. */
  readonly ends: Readonly<Record<string, readonly string[]>>;
  /** In which order containers said that they exit, the last time each. */
  readonly exits: readonly string[];
  readonly phase: string | undefined;
}

export function kubeletOutline(story: Story): KubeletOutline {
  const running = [...new Set(story.of('ContainerRunning').map(({ container }) => container))];
  const ends = Object.fromEntries(
    running.map((container) => [
      container,
      story.of('ContainerTerminated', container).map(({ exitCode, reason }) => `${exitCode}/${reason}`),
    ]),
  );
  const exits = running
    .flatMap((container) => story.said(container, 'Exiting').slice(-1))
    .sort((a, b) => a.at - b.at)
    .map(({ container }) => container);
  return { firstRuns: running, ends, exits, phase: story.phase() };
}

/** Where the two contradict each other; a side may have gone further than the other when its scenario was over. */
export function differences(kubelet: KubeletOutline, outrider: KubeletOutline): readonly string[] {
  const found: string[] = [];
  const compare = (words: string, a: readonly string[], b: readonly string[]): void => {
    const length = Math.min(a.length, b.length);
    const [left, right] = [a.slice(0, length).join(' '), b.slice(0, length).join(' ')];
    if (left !== right) found.push(`${words}: kubelet ${left}, Outrider ${right}`);
  };
  const names = new Set([...Object.keys(kubelet.ends), ...Object.keys(outrider.ends)]);
  for (const name of names) compare(`ends of ${name}`, kubelet.ends[name] ?? [], outrider.ends[name] ?? []);
  const bothRan = (list: readonly string[]): readonly string[] =>
    list.filter((name) => kubelet.ends[name] && outrider.ends[name]);
  compare('first runs', bothRan(kubelet.firstRuns), bothRan(outrider.firstRuns));
  if (kubelet.phase !== outrider.phase)
    found.push(`phase: kubelet ${kubelet.phase}, Outrider ${outrider.phase}`);
  return found;
}
