import type { ProjectView } from '../../events/view.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import { type Keymap, keyLabel } from '../input/keymap.ts';
import type { WaitingStep } from '../ports.ts';
import { type Row, toRow, wrapWords } from './row.ts';
import type { Theme } from './theme.ts';

/** The start or the stop that waits for a person: that of the preferred pod, else the one that has waited longest. */
export function waitingStep(view: ProjectView, preferred: string | undefined): WaitingStep | undefined {
  const waiting = Object.values(view.pods)
    .filter(({ step, removed }) => step && !removed)
    .toSorted((a, b) => a.step!.since.localeCompare(b.step!.since));
  const pod = waiting.find(({ name }) => name === preferred) ?? waiting[0];
  return pod && { pod: pod.name, action: pod.step!.action, container: pod.step!.container };
}

/** What comes next, why, and the key that lets it happen; none where nothing waits for a key. */
export function selectStep(
  view: ProjectView,
  preferred: string | undefined,
  keymap: Keymap,
  readOnly: boolean,
  theme: Theme,
  width: number,
): readonly Row[] {
  const step = waitingStep(view, preferred);
  if (!step || width < 20) return [];
  const several = Object.keys(view.pods).length > 1;
  const key = keyLabel(keymap.keysOf('go-on')[0] ?? '');
  const hint = readOnly || key === '' ? '' : ` (${key} lets it happen)`;
  const words = `Next${several ? ` in ${step.pod}` : ''}: ${view.pods[step.pod]!.step!.message}${hint}`;
  return wrapWords(sanitize(words, { colors: false }), width)
    .slice(0, 3)
    .map((line) => toRow([{ text: line, tone: 'accent' }], width, theme));
}
