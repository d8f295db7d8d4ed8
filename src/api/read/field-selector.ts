import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import type { Resource } from '../objects/resource.ts';
import { StatusError } from '../status.ts';
import { storeKey } from '../store/known-resources.ts';

export type FieldTest = (object: ApiObject) => boolean;

/** The fields by which a server selects, besides `metadata.name` and `metadata.namespace` (pkg/apis/…/conversion.go). */
const fields: Readonly<Record<string, readonly string[]>> = {
  pods: [
    ...['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName'],
    ...['spec.hostNetwork', 'status.phase', 'status.podIP', 'status.nominatedNodeName'],
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
  'replicasets.apps': ['status.replicas'],
  replicationcontrollers: ['status.replicas'],
};

/**
 * Reads a field selector: `status.phase!=Running,metadata.name=web`. Empty selects everything.
 *
 * @throws StatusError `BadRequest` for what is none, and for a field by which the resource cannot be selected.
 */
export function fieldTest(text: string | null, resource: Resource): FieldTest {
  const parts = (text ?? '').split(',').filter((part) => part.trim() !== '');
  const tests = parts.map((part) => oneTest(part.trim(), resource));
  return (object) => tests.every((test) => test(object));
}

function oneTest(text: string, resource: Resource): FieldTest {
  const [, field, operator, wanted] = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(text) ?? [];
  if (field === undefined || wanted === undefined)
    throw new StatusError('BadRequest', `invalid field selector: ${JSON.stringify(text)}`);
  const known = ['metadata.name', 'metadata.namespace', ...(fields[storeKey(resource)] ?? [])];
  if (!known.includes(field)) throw new StatusError('BadRequest', `field label not supported: ${field}`);
  return (object) => (textOf(object, field) === wanted) === (operator !== '!=');
}

function textOf(object: ApiObject, field: string): string {
  const path = field === 'source' ? ['source', 'component'] : field.split('.');
  const value = fieldAt(object, ...(field === 'status.successful' ? ['status', 'succeeded'] : path));
  if (value === undefined || value === null)
    return /^(status\.(replicas|successful))$/.test(field) ? '0' : isFlag(field) ? 'false' : '';
  return String(value);
}

function isFlag(field: string): boolean {
  return field === 'spec.hostNetwork' || field === 'spec.unschedulable';
}
