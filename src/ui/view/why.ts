import { exitCodeInWords } from '../../events/exit-code.ts';
import type { ContainerView, PodView, ProjectView } from '../../events/view.ts';
import { diagnose } from '../../findings/why.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import type { ContainerRef } from '../model.ts';
import { age } from './words.ts';

/** What a container is, what it waits for, and the facts behind it. */
export function whyLines(view: ProjectView, of: ContainerRef, now: number): readonly string[] {
  const pod = view.pods[of.pod];
  const container = pod?.containers.find(({ name }) => name === of.container);
  if (!pod || !container) return [`There is no container ${of.container} in pod ${of.pod}.`];
  const { summary, chain } = diagnose(pod, of.container, now, view.pods);
  const lines = [
    `${summary}.`,
    ...chain,
    '',
    ...containerLines(container, now),
    '',
    ...podLines(view, pod, now),
  ];
  return lines.map((line) => sanitize(line, { colors: false }));
}

function containerLines(container: ContainerView, now: number): readonly string[] {
  const { role, image, attempt, restarts, lastTerminated, hooks, probes, notReady, ready } = container;
  const lines = [
    `Role       ${role}`,
    `Image      ${image}`,
    `Instance   ${attempt + 1}, restarted ${restarts} times`,
  ];
  if (lastTerminated) {
    const { exitCode, signal, reason, at } = lastTerminated;
    const ago = age(now - Date.parse(at));
    lines.push(`Before     exited ${exitCodeInWords(exitCode, signal)}, ${reason}, ${ago} ago`);
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

function podLines(view: ProjectView, pod: PodView, now: number): readonly string[] {
  const lines = [
    `Pod ${pod.name} is ${pod.phase}${pod.ready ? ' and ready' : ''}: ${diagnose(pod, undefined, now, view.pods).summary}.`,
  ];
  if (pod.capture.state !== 'off' && pod.capture.message) lines.push(`Capture: ${pod.capture.message}`);
  return [...lines, ...pod.warnings.slice(-5).map(({ message }) => `Warning: ${message}`)];
}
