import type { CronJob } from '../schedule/decide.ts';
import { parseSchedule } from '../schedule/parse-schedule.ts';
import { expandLists, isMapping, type SourceDocument } from './documents.ts';
import type { Prepare } from './gather.ts';
import { SCHEDULED_RUN } from './scheduled-run.ts';
import { type Kind, kinds, type ObjectOf, WORKLOADS } from './schema/kinds.ts';
import { nameOf, namespaceOf } from './sources.ts';

/** The CronJobs of files that were found without an error. */
export function cronJobsIn(documents: readonly SourceDocument[]): readonly CronJob[] {
  return documents.flatMap(expandLists).flatMap(({ value }) => {
    if (kindOf(value) !== 'CronJob') return [];
    const { metadata, spec } = value as ObjectOf<'CronJob'>;
    const schedule = parseSchedule(spec.schedule);
    if ('problem' in schedule) return [];
    const { timeZone, startingDeadlineSeconds, concurrencyPolicy, suspend } = spec;
    return [
      {
        name: nameOf(metadata),
        namespace: namespaceOf(metadata),
        schedule,
        concurrency: concurrencyPolicy || 'Allow',
        suspended: suspend ?? false,
        ...(timeZone !== undefined && { timeZone }),
        ...(startingDeadlineSeconds !== undefined && { startingDeadlineSeconds }),
      },
    ];
  });
}

/** Whether there is a pod besides those of CronJobs. */
export function hasOtherPods(documents: readonly SourceDocument[]): boolean {
  return documents
    .flatMap(expandLists)
    .some(({ value }) => isPodKind(kindOf(value)) && kindOf(value) !== 'CronJob');
}

/** One run of a CronJob: its pod has the name of the run. */
export interface ScheduledRun {
  readonly cronJob: string;
  readonly namespace: string;
  readonly run: string;
}

/** Of all pods that of one run alone. */
export function onlyRun({ cronJob, namespace, run }: ScheduledRun): Prepare {
  return (documents) => ({
    documents: documents.flatMap(expandLists).flatMap((document) => {
      const value = document.value as ObjectOf<'CronJob'>;
      if (!isPodKind(kindOf(value))) return [document];
      const { metadata } = value;
      const isWanted =
        kindOf(value) === 'CronJob' && nameOf(metadata) === cronJob && namespaceOf(metadata) === namespace;
      if (!isWanted) return [];
      const annotations = { ...metadata.annotations, [SCHEDULED_RUN]: run };
      return [{ ...document, value: { ...value, metadata: { ...metadata, name: run, annotations } } }];
    }),
    diagnostics: [],
  });
}

/** All pods but those of CronJobs. */
export const withoutCronJobs: Prepare = (documents) => ({
  documents: documents.flatMap(expandLists).filter(({ value }) => kindOf(value) !== 'CronJob'),
  diagnostics: [],
});

function kindOf(value: unknown): Kind | undefined {
  const kind = isMapping(value) ? value['kind'] : undefined;
  return typeof kind === 'string' && Object.hasOwn(kinds, kind) ? (kind as Kind) : undefined;
}

function isPodKind(kind: Kind | undefined): boolean {
  return kind === 'Pod' || WORKLOADS.some((one) => one === kind);
}
