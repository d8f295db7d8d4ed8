import { Buffer } from 'node:buffer';
import type { EnvVar } from '../../pod/model.ts';
import { podFieldHole } from '../../pod/pod-fields.ts';
import type { ContainerInput } from '../schema/container.ts';
import type { EnvFromInput, EnvVarInput } from '../schema/env.ts';
import { type DataKind, findData, type PodSource, type Sources } from '../sources.ts';
import { expand } from './expand.ts';
import { fieldValue, lateField, type Node, resourceValue } from './fields.ts';

export interface Surroundings {
  readonly pod: PodSource;
  readonly sources: Sources;
  readonly node: Node;
  /** What `$(SHOP_SERVICE_HOST)` stands for. */
  readonly serviceVariables: ReadonlyMap<string, string>;
}

/**
 * The variables of a container: first `envFrom` in order, then `env`, which wins; a value sees the variables before it.
 * Source: kubernetes `pkg/kubelet/kubelet_pods.go`, makeEnvironmentVariables.
 */
export function convertEnv(container: ContainerInput, around: Surroundings): readonly EnvVar[] {
  const variables = new Map<string, EnvVar>();
  for (const from of container.envFrom ?? []) {
    for (const variable of fromSource(from, around)) variables.set(variable.name, variable);
  }
  for (const input of container.env ?? []) {
    const variable = one(input, container, around, variables);
    if (variable) variables.set(variable.name, variable);
  }
  return [...variables.values()];
}

/** Fields that an API server lets anybody change in a pod that runs. */
const MAY_CHANGE = /^metadata\.(?:labels|annotations)\b/;

/** What `$(NAME)` stands for in a command, an argument or a later variable. */
export function lookupIn(
  variables: Iterable<EnvVar>,
  { serviceVariables }: Pick<Surroundings, 'serviceVariables'>,
): (name: string) => string | undefined {
  const texts = new Map([...variables].map((variable) => [variable.name, textOf(variable)]));
  return (name) => texts.get(name) ?? serviceVariables.get(name);
}

function textOf(variable: EnvVar): string {
  return 'podField' in variable ? podFieldHole(variable.podField) : variable.value;
}

function fromSource(from: EnvFromInput, { pod, sources }: Surroundings): readonly EnvVar[] {
  const kind: DataKind = from.secretRef ? 'Secret' : 'ConfigMap';
  const ref = from.secretRef ?? from.configMapRef;
  const data = ref && findData(sources, kind, pod.namespace, ref.name);
  if (!data) return [];
  // Source: kubernetes `pkg/kubelet/kubelet_pods.go`, makeEnvironmentVariables: `binaryData` makes no variables.
  const texts = [...data.entries].filter(([key]) => !data.binary.includes(key));
  return texts.map(([key, content]) => ({
    name: `${from.prefix ?? ''}${key}`,
    value: content.toString('utf8'),
    secret: kind === 'Secret',
    fromData: true,
  }));
}

function one(
  input: EnvVarInput,
  container: ContainerInput,
  around: Surroundings,
  before: ReadonlyMap<string, EnvVar>,
): EnvVar | undefined {
  const { name, value, valueFrom } = input;
  if (!valueFrom) return literal(name, value ?? '', before, around);
  const { pod, sources, node } = around;
  const kind: DataKind = valueFrom.secretKeyRef ? 'Secret' : 'ConfigMap';
  const ref = valueFrom.secretKeyRef ?? valueFrom.configMapKeyRef;
  if (ref) {
    const content = findData(sources, kind, pod.namespace, ref.name)?.entries.get(ref.key);
    return content && { name, value: content.toString('utf8'), secret: kind === 'Secret', fromData: true };
  }
  if (valueFrom.fieldRef) {
    const podField = lateField(valueFrom.fieldRef.fieldPath);
    if (podField) return { name, podField };
    const { fieldPath } = valueFrom.fieldRef;
    const variable = { name, value: fieldValue(pod, fieldPath, node) ?? '', secret: false };
    return MAY_CHANGE.test(fieldPath) ? { ...variable, fromData: true } : variable;
  }
  if (valueFrom.resourceFieldRef) {
    const { containerName = container.name } = valueFrom.resourceFieldRef;
    const { containers, initContainers = [] } = pod.spec;
    const target = [...initContainers, ...containers].find((other) => other.name === containerName);
    const amount = resourceValue(target ?? container, valueFrom.resourceFieldRef, node);
    return { name, value: amount, secret: false };
  }
  return undefined;
}

/** A value that repeats a secret is one, and one that repeats data comes from it. */
function literal(
  name: string,
  value: string,
  before: ReadonlyMap<string, EnvVar>,
  around: Surroundings,
): EnvVar {
  let secret = false;
  let fromData = false;
  const text = expand(value, (other) => {
    const variable = before.get(other);
    if (variable && 'value' in variable && variable.secret) secret = true;
    if (variable && 'fromData' in variable) fromData = true;
    return variable ? textOf(variable) : around.serviceVariables.get(other);
  });
  return { name, value: text, secret, ...(fromData ? { fromData: true as const } : {}) };
}

export function base64(content: Buffer | string): string {
  return Buffer.from(content).toString('base64');
}
