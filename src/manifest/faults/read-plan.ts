import { faultOrder } from '../../faults/order.ts';
import type { FaultPlan, PlannedFault, Span } from '../../faults/plan.ts';
import { parseDuration } from '../../pod/duration.ts';
import type { Pod } from '../../pod/model.ts';
import { checkFields } from '../check/fields.ts';
import { typeProblem } from '../check/types.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { parseDocuments } from '../documents.ts';
import { locate } from '../locate.ts';
import { error, type Path, type Problem } from '../problem.ts';
import { type FaultPlanInput, faultPlanSchema } from './schema.ts';

type EntryInput = FaultPlanInput['faults'][number];

/**
 * Reads a plan of faults for these pods.
 *
 * @returns no plan where anything is wrong; everything wrong with it at once.
 */
export function readFaultPlan(
  source: { readonly file: string; readonly text: string },
  pods: readonly Pod[],
): { readonly plan: FaultPlan | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const { documents, diagnostics } = parseDocuments(source);
  const [document] = documents;
  if (!document) {
    const empty = { severity: 'error', code: 'missing-field', message: 'the plan is empty' } as const;
    const nothing = { ...empty, file: source.file, line: 1, column: 1 };
    return { plan: undefined, diagnostics: diagnostics.length > 0 ? diagnostics : [nothing] };
  }
  const fields = checkFields(faultPlanSchema, document.value);
  const parsed = faultPlanSchema.safeParse(fields.value);
  const issues = parsed.success ? [] : parsed.error.issues;
  const entries = parsed.success ? parsed.data.faults.map(plannedFault) : [];
  const problems: readonly Problem[] = [
    ...fields.problems,
    ...issues.map((issue) => typeProblem(issue, fields.value)),
    ...entries.flatMap((entry, index) => problemsOf(entry, ['faults', index], pods)),
  ];
  const found = [...diagnostics, ...problems.map(locate(document))];
  if (!parsed.success || found.some(({ severity }) => severity === 'error'))
    return { plan: undefined, diagnostics: found };
  const { seed } = parsed.data;
  const faults = entries.map(({ entry }) => entry);
  return { plan: { faults, ...(seed !== undefined && { seed }) }, diagnostics: found };
}

/** An entry, and the fields whose text could not be read. */
interface ReadEntry {
  readonly entry: PlannedFault;
  readonly unread: readonly (keyof EntryInput)[];
}

function plannedFault(input: EntryInput): ReadEntry {
  const at = spanOf(input.at ?? '0s');
  const every = input.every === undefined ? undefined : spanOf(input.every);
  const forMs = parseDuration(input.for ?? '30s');
  const unread = (
    [
      ['at', at === undefined],
      ['for', forMs === undefined],
      ['every', input.every !== undefined && (every === undefined || every.from < leastEveryMs)],
    ] as const
  ).flatMap(([field, isUnread]) => (isUnread ? [field] : []));
  const entry: PlannedFault = {
    targets: [input.target].flat(),
    faults: [input.fault].flat(),
    at: at ?? { from: 0, to: 0 },
    forMs: forMs ?? 0,
    ...(every && { every }),
    ...(input.times !== undefined && { times: input.times }),
  };
  return { entry, unread };
}

/** Faster than the engine puts faults on would only pile them up. */
const leastEveryMs = 1000;

const forms: Readonly<Partial<Record<keyof EntryInput, string>>> = {
  at: 'needs a duration such as 10s, or two, as in 5s-20s',
  for: 'needs a duration such as 30s',
  every: 'needs a duration of 1s or more, or two, as in 30s-90s',
};

function problemsOf({ entry, unread }: ReadEntry, path: Path, pods: readonly Pod[]): readonly Problem[] {
  const texts = unread.map((field) => error('invalid-value', [...path, field], forms[field]!));
  const targets = entry.targets.map((target) => {
    const [name = '', container] = target.split('/');
    return { name, container, pod: pods.find((one) => one.name === name) };
  });
  const unknown = targets
    .filter(({ pod }) => !pod)
    .map(({ name }) =>
      error(
        'missing-reference',
        [...path, 'target'],
        `there is no pod ${name}; there is ${pods.map((one) => one.name).join(', ')}`,
      ),
    );
  const wrong = targets.flatMap(({ pod, container }) =>
    entry.faults.flatMap((words) => {
      const wish = { words, forMs: entry.forMs || 1, ...(container !== undefined && { container }) };
      const order = pod && faultOrder(pod, wish);
      return !order || order.ok ? [] : [error('invalid-value', [...path, 'fault'], order.problem)];
    }),
  );
  return [...texts, ...unknown, ...wrong];
}

/** `10s`, or `5s-20s` for a moment between both. */
function spanOf(text: string): Span | undefined {
  const [first = '', second = first, ...more] = text.split('-');
  const [from, to] = [parseDuration(first), parseDuration(second)];
  return from === undefined || to === undefined || to < from || more.length > 0 ? undefined : { from, to };
}
