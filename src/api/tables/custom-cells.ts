import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import { age } from './age.ts';
import type { Column } from './columns.ts';
import { jsonPath } from './json-path.ts';

interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
}

const ageColumn: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** The columns that a CustomResourceDefinition asks for, and how their cells are found. */
export function customTable(
  definition: ApiObject,
  version: string,
): {
  readonly columns: readonly Column[];
  readonly cells: (object: ApiObject, now: number) => readonly unknown[];
} {
  const versions = (fieldAt(definition, 'spec', 'versions') ?? []) as readonly {
    readonly name: string;
    readonly additionalPrinterColumns?: readonly PrinterColumn[];
  }[];
  const asked = versions.find(({ name }) => name === version)?.additionalPrinterColumns ?? [ageColumn];
  const columns = [{ name: 'Name', type: 'string', jsonPath: '.metadata.name', format: 'name' }, ...asked];
  return {
    columns: columns.map(({ name, type, ...rest }: PrinterColumn) => ({
      ...{ name, type, format: rest.format ?? '', description: rest.description ?? '' },
      priority: rest.priority ?? 0,
    })),
    cells: (object, now) => columns.map((column) => cellOf(column, object, now)),
  };
}

function cellOf({ type, jsonPath: path }: PrinterColumn, object: ApiObject, now: number): unknown {
  const [value, ...more] = jsonPath(object, path);
  if (value === undefined) return null;
  if (type === 'date') return age(value, now);
  if (type !== 'string') return value;
  return [value, ...more].map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(',');
}
