import { selects } from '../../pod/service.ts';
import { error, type Problem } from '../problem.ts';
import type { Kind, LabelSelector, ObjectOf } from '../schema/kinds.ts';

const OWNERS: readonly Kind[] = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
];
const PATH = ['spec', 'selector'];

/**
 * A workload selects the pods of its template, or the API server refuses it. Source: kubernetes `pkg/apis/apps/validation`,
 * ValidatePodTemplateSpecForReplicaSet and its like.
 */
export function selectorProblems(kind: Kind, value: ObjectOf<Kind>): readonly Problem[] {
  if (!OWNERS.includes(kind)) return [];
  const { selector, template } = (value as ObjectOf<'Deployment'> | ObjectOf<'ReplicationController'>).spec;
  const labels = template.metadata?.labels ?? {};
  const wanted =
    kind === 'ReplicationController' ? ofController(selector as Labels | undefined, labels) : selector;
  if (wanted === undefined) return [];
  const { matchLabels = {}, matchExpressions = [] } = wanted as LabelSelector;
  if (Object.keys(matchLabels).length + matchExpressions.length === 0)
    return [error('invalid-value', PATH, `a ${kind} needs a selector that is not empty`, { on: 'key' })];
  const holds =
    (Object.keys(matchLabels).length === 0 || selects(matchLabels, labels)) &&
    matchExpressions.every((requirement) => meets(requirement, labels));
  if (holds) return [];
  const hint = 'give spec.template.metadata.labels what it selects';
  return [error('invalid-value', PATH, 'does not match the labels of the template', { on: 'key', hint })];
}

type Labels = Readonly<Record<string, string>>;

/** Without a selector a ReplicationController takes the labels of its template. */
function ofController(selector: Labels | undefined, labels: Labels): LabelSelector {
  return { matchLabels: { ...(selector && Object.keys(selector).length > 0 ? selector : labels) } };
}

function meets(
  { key, operator, values = [] }: NonNullable<LabelSelector['matchExpressions']>[number],
  labels: Labels,
): boolean {
  const label = Object.hasOwn(labels, key) ? labels[key]! : undefined;
  if (operator === 'Exists') return label !== undefined;
  if (operator === 'DoesNotExist') return label === undefined;
  const isListed = label !== undefined && values.includes(label);
  return operator === 'In' ? isListed : !isListed;
}
