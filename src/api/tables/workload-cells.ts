import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import { age, humanDuration } from './age.ts';
import { containerCells, labelsText, none, selectorText } from './words.ts';

type Cells = (object: ApiObject, now: number) => readonly unknown[];

const created = ({ metadata }: ApiObject, now: number): string => age(metadata.creationTimestamp, now);
const numberAt = (object: ApiObject, ...path: readonly string[]): number =>
  Number(fieldAt(object, ...path) ?? 0);
const template = (object: ApiObject): readonly string[] =>
  containerCells(fieldAt(object, 'spec', 'template', 'spec'));
const selector = (object: ApiObject): string => selectorText(fieldAt(object, 'spec', 'selector'));

/** Rows of workloads. Source: kubernetes `pkg/printers/internalversion/printers.go`. */
export const workloadCells: Readonly<Record<string, Cells>> = {
  'deployments.apps': (one, now) => [
    ...[one.metadata.name, readyOf(one), numberAt(one, 'status', 'updatedReplicas')],
    ...[numberAt(one, 'status', 'availableReplicas'), created(one, now), ...template(one), selector(one)],
  ],
  'statefulsets.apps': (one, now) => [one.metadata.name, readyOf(one), created(one, now), ...template(one)],
  'replicasets.apps': (one, now) => [...counted(one, now), selector(one)],
  replicationcontrollers: (one, now) => [...counted(one, now), labelsText(fieldAt(one, 'spec', 'selector'))],
  'daemonsets.apps': daemonSetCells,
  'jobs.batch': jobCells,
  'cronjobs.batch': cronJobCells,
};

function readyOf(object: ApiObject): string {
  return `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`;
}

function counted(object: ApiObject, now: number): readonly unknown[] {
  return [
    ...[object.metadata.name, numberAt(object, 'spec', 'replicas'), numberAt(object, 'status', 'replicas')],
    ...[numberAt(object, 'status', 'readyReplicas'), created(object, now), ...template(object)],
  ];
}

function daemonSetCells(object: ApiObject, now: number): readonly unknown[] {
  const status = (name: string): number => numberAt(object, 'status', name);
  return [
    ...[object.metadata.name, status('desiredNumberScheduled'), status('currentNumberScheduled')],
    ...[status('numberReady'), status('updatedNumberScheduled'), status('numberAvailable')],
    labelsText(fieldAt(object, 'spec', 'template', 'spec', 'nodeSelector')),
    ...[created(object, now), ...template(object), selector(object)],
  ];
}

const jobWords: readonly (readonly [condition: string, word: string])[] = [
  ['Complete', 'Complete'],
  ['Failed', 'Failed'],
  ['Suspended', 'Suspended'],
];

function jobCells(object: ApiObject, now: number): readonly unknown[] {
  const conditions = (fieldAt(object, 'status', 'conditions') ?? []) as readonly {
    type: string;
    status: string;
  }[];
  const isSo = (type: string): boolean =>
    conditions.some((one) => one.type === type && one.status === 'True');
  const word = jobWords.find(([condition]) => isSo(condition))?.[1];
  const completions = numberAt(object, 'spec', 'completions') || 1;
  const start = fieldAt(object, 'status', 'startTime');
  const end = fieldAt(object, 'status', 'completionTime');
  const until = typeof end === 'string' ? Date.parse(end) : now;
  return [
    ...[object.metadata.name, word ?? (object.metadata.deletionTimestamp ? 'Terminating' : 'Running')],
    `${numberAt(object, 'status', 'succeeded')}/${completions}`,
    typeof start === 'string' ? humanDuration(until - Date.parse(start)) : '',
    ...[created(object, now), ...template(object), selector(object)],
  ];
}

function cronJobCells(object: ApiObject, now: number): readonly unknown[] {
  const last = fieldAt(object, 'status', 'lastScheduleTime');
  const active = (fieldAt(object, 'status', 'active') ?? []) as readonly unknown[];
  const job = fieldAt(object, 'spec', 'jobTemplate', 'spec');
  return [
    ...[object.metadata.name, fieldAt(object, 'spec', 'schedule')],
    fieldAt(object, 'spec', 'timeZone') ?? none,
    fieldAt(object, 'spec', 'suspend') === true ? 'True' : 'False',
    ...[active.length, last === undefined ? none : age(last, now), created(object, now)],
    ...[...containerCells(fieldAt(job, 'template', 'spec')), selectorText(fieldAt(job, 'selector'))],
  ];
}
