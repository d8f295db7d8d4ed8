import { StatusError } from '../status.ts';

/** In which form a client wants an answer. */
export interface Form {
  /** `Table`, `PartialObjectMetadata`, `APIGroupDiscoveryList`, …; absent for the object itself. */
  readonly as?: string;
  readonly group?: string;
  readonly version?: string;
}

/**
 * The first form of an `Accept` header that is served. Everything is JSON.
 *
 * @param served the forms other than the object itself.
 * @throws StatusError `NotAcceptable` when the client takes nothing that is served.
 */
export function negotiate(accept: string | undefined, served: readonly Form[] = []): Form {
  const ranges = (accept ?? '').split(',').filter((range) => range.trim() !== '');
  if (ranges.length === 0) return {};
  for (const range of ranges) {
    const form = formOf(range);
    if (form && (form.as === undefined || served.some((one) => isSame(one, form)))) return form;
  }
  const message = 'only the following media types are accepted: application/json';
  throw new StatusError('NotAcceptable', message);
}

/** Undefined for a range that JSON is not in. */
function formOf(range: string): Form | undefined {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
  if (!['application/json', 'application/*', '*/*'].includes(type.toLowerCase())) return undefined;
  const values = new Map(parameters.map((one) => one.split('=') as [string, string]));
  if (Number(values.get('q') ?? 1) === 0) return undefined;
  const [as, group, version] = ['as', 'g', 'v'].map((name) => values.get(name));
  if (as === undefined) return {};
  return { as, group: group ?? '', version: version ?? '' };
}

function isSame(one: Form, other: Form): boolean {
  return one.as === other.as && one.group === other.group && one.version === other.version;
}
