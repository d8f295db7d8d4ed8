import type { ContainerView, PodView, ProjectView } from '../../events/view.ts';
import { waitsFor } from '../../events/waits-for.ts';
import type { ContainerRef } from '../model.ts';
import { shownState } from './container-state.ts';
import { age, left } from './words.ts';

/** What the event stream tells about a container: its state, why, and what it waits for. */
export function whyLines(view: ProjectView, of: ContainerRef, now: number): readonly string[] {
  const pod = view.pods[of.pod];
  const container = pod?.containers.find(({ name }) => name === of.container);
  if (!pod || !container) return [`There is no container ${of.container} in pod ${of.pod}.`];
  return [...containerLines(container, pod, now), '', ...podLines(pod, now)];
}

function containerLines(container: ContainerView, pod: PodView, now: number): readonly string[] {
  const { role, image, attempt, restarts, lastTerminated, hooks, probes, notReady, ready } = container;
  const lines = [
    `State      ${shownState(container, pod, now).text}`,
    `Role       ${role}`,
    `Image      ${image}`,
    `Instance   ${attempt + 1}, restarted ${restarts} times`,
  ];
  if (lastTerminated) {
    const signal = lastTerminated.signal === undefined ? '' : `, ${lastTerminated.signal}`;
    const at = age(now - Date.parse(lastTerminated.at));
    lines.push(`Before     exited ${lastTerminated.exitCode} (${lastTerminated.reason}${signal}) ${at} ago`);
  }
  if (!ready && notReady !== undefined) lines.push(`Not ready  ${notReady}`);
  for (const [name, probe] of Object.entries(probes))
    lines.push(
      `Probe      ${name} ${probe.ok ? 'succeeded' : 'failed'} ${age(now - Date.parse(probe.at))} ago: ${probe.message}`,
    );
  for (const [name, hook] of Object.entries(hooks))
    lines.push(`Hook       ${name} ${hook.state}${hook.message === undefined ? '' : `: ${hook.message}`}`);
  return lines;
}

function podLines(pod: PodView, now: number): readonly string[] {
  const waits = waitsFor(pod);
  const until = left(waits?.until, now);
  const lines = [`Pod ${pod.name} is ${pod.phase}${pod.ready ? ' and ready' : ''}.`];
  if (waits) lines.push(`It waits for ${waits.text}${until === undefined ? '' : `, ${until} left`}.`);
  if (pod.terminating) lines.push(`It is being terminated: ${pod.terminating.reason}.`);
  if (pod.capture.state !== 'off' && pod.capture.message) lines.push(`Capture: ${pod.capture.message}`);
  return [...lines, ...pod.warnings.slice(-5).map(({ message }) => `Warning: ${message}`)];
}
