import { type ApiObject, fieldAt } from '../../objects/api-object.ts';
import type { Resource } from '../../objects/resource.ts';
import { StatusError } from '../../status.ts';
import { storeKey } from '../../store/known-resources.ts';

export type FieldTest = (object: ApiObject) => boolean;

/** The fields by which a server selects, besides `metadata.name` and `metadata.namespace` (pkg/apis/…/conversion.go). */
const fields: Readonly<Record<string, readonly string[]>> = {
  pods: [
    ...['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName'],
    ...['spec.hostNetwork', 'status.phase', 'status.podIP', 'status.podIPs', 'status.nominatedNodeName'],
  ],
  events: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (name) => `involvedObject.${name}`,
    ),
    ...['reason', 'reportingComponent', 'source', 'type'],
  ],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  'jobs.batch': ['status.successful'],
  replicationcontrollers: ['status.replicas'],
};

/**
 * Reads a field selector: `status.phase!=Running,metadata.name=web`. Empty selects everything.
 *
 * @throws StatusError `BadRequest` for what is none, and for a field by which the resource cannot be selected.
 * Source: apimachinery `pkg/fields/selector.go`.
 */
export function fieldTest(text: string | null, resource: Resource): FieldTest {
  return termsTest(fieldTerms(text), resource);
}

/** The terms of a field selector. @throws StatusError `BadRequest` for a text that is none. */
export function fieldTerms(text: string | null): readonly FieldTerm[] {
  const selector = text ?? '';
  return terms(selector)
    .sort()
    .map((term) => termOf(term, selector));
}

/** @throws StatusError `BadRequest` for a field by which the resource cannot be selected. */
export function termsTest(wanted: readonly FieldTerm[], resource: Resource): FieldTest {
  const tests = wanted.map((term) => oneTest(term, resource));
  return (object) => tests.every((test) => test(object));
}

/** Commas divide, but for those behind a backslash. */
function terms(selector: string): string[] {
  return (selector.match(/(?:\\[\s\S]|[^\\,]|\\$)+/g) ?? []).map(String);
}

export interface FieldTerm {
  readonly field: string;
  readonly isEqual: boolean;
  readonly wanted: string;
}

function termOf(term: string, selector: string): FieldTerm {
  const [, field, operator, rest] = /^([\s\S]*?)(!=|==|=)([\s\S]*)$/.exec(term) ?? [];
  if (field === undefined || rest === undefined)
    throw new StatusError('BadRequest', `invalid selector: '${selector}'; can't understand '${term}'`);
  return { field, isEqual: operator !== '!=', wanted: unescaped(rest) };
}

function unescaped(text: string): string {
  const wrong = /\\(?![\\,=])[\s\S]?/.exec(text.replaceAll(/\\[\\,=]/g, '')) ?? undefined;
  if (wrong)
    throw new StatusError('BadRequest', `invalid field selector: invalid escape sequence: ${wrong[0]}`);
  const bare = /(?:^|[^\\])(?:\\\\)*([,=])/.exec(text)?.[1];
  if (bare !== undefined)
    throw new StatusError(
      'BadRequest',
      `invalid field selector: unescaped character in value: ${bare.codePointAt(0)}`,
    );
  return text.replaceAll(/\\([\\,=])/g, '$1');
}

function oneTest({ field, isEqual, wanted }: FieldTerm, resource: Resource): FieldTest {
  const own = fields[storeKey(resource)];
  if (own === undefined && field === '' && wanted === '') return () => true;
  if (!['metadata.name', 'metadata.namespace', ...(own ?? [])].includes(field))
    throw new StatusError('BadRequest', unknownField(field, resource, own !== undefined));
  return (object) => (textOf(object, field) === wanted) === isEqual;
}

/** A server has other words for kinds that have no fields of their own, and for Jobs (pkg/apis/batch/v1/conversion.go). */
function unknownField(field: string, { kind }: Resource, hasOwn: boolean): string {
  if (kind === 'Job') return `field label "${field}" not supported for Job`;
  if (hasOwn) return `field label not supported: ${field}`;
  return `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

function textOf(object: ApiObject, field: string): string {
  const path = field === 'source' ? ['source', 'component'] : field.split('.');
  if (field === 'status.podIPs') return podIps(object);
  const value = fieldAt(object, ...(field === 'status.successful' ? ['status', 'succeeded'] : path));
  if (value === undefined || value === null)
    return /^(status\.(replicas|successful))$/.test(field) ? '0' : isFlag(field) ? 'false' : '';
  return String(value);
}

function isFlag(field: string): boolean {
  return field === 'spec.hostNetwork' || field === 'spec.unschedulable';
}

/** As a server has them in one text: the first one is what clients ask for. */
function podIps(object: ApiObject): string {
  const all = (fieldAt(object, 'status', 'podIPs') ?? []) as readonly { readonly ip: string }[];
  return all.map(({ ip }) => ip).join(',');
}
