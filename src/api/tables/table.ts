import type { ApiObject } from '../objects/api-object.ts';
import { type Column, columnsOf, plainColumns } from './columns.ts';
import { coreCells } from './core-cells.ts';
import { customTable } from './custom-cells.ts';
import { eventCells } from './event-cells.ts';
import { podCells } from './pod-cells.ts';
import { workloadCells } from './workload-cells.ts';

type Cells = (object: ApiObject, now: number) => readonly unknown[];

/** How a resource is shown in rows. */
export interface TableShape {
  readonly columns: readonly Column[];
  readonly cells: Cells;
}

const known: Readonly<Record<string, Cells>> = {
  ...coreCells,
  ...workloadCells,
  pods: podCells,
  events: eventCells,
};

/**
 * @param key of the resource in the store.
 * @param definition the CustomResourceDefinition of a custom resource.
 */
export function tableShape(key: string, version: string, definition: ApiObject | undefined): TableShape {
  if (definition) return customTable(definition, version);
  const columns = columnsOf[key];
  const cells = known[key];
  if (columns && cells) return { columns, cells };
  return {
    columns: plainColumns,
    cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp ?? null],
  };
}

/** How much of each object a row carries. */
export type IncludedObject = 'None' | 'Metadata' | 'Object';

/** One row of a meta/v1 Table. */
export function rowOf(
  object: ApiObject,
  { cells }: Pick<TableShape, 'cells'>,
  include: IncludedObject,
  now: number,
): object {
  if (include === 'None') return { cells: cells(object, now) };
  return { cells: cells(object, now), object: include === 'Object' ? object : metadataOf(object) };
}

/** A meta/v1 PartialObjectMetadata. */
export function metadataOf({ metadata }: ApiObject): ApiObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
