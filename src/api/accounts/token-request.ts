import { randomUUID } from 'node:crypto';
import { fieldAt } from '../objects/api-object.ts';
import { StatusError } from '../status.ts';
import type { Store } from '../store/store.ts';
import type { TokenPorts } from './ports.ts';

/** Kubernetes: `pkg/apis/authentication/validation`, and `pkg/registry/core/serviceaccount/storage/token.go`. */
const leastSeconds = 600;
const mostSeconds = 2 ** 32;
const usualSeconds = 3600;

interface RequestPorts extends Pick<TokenPorts, 'issuer' | 'sign'> {
  readonly store: Pick<Store, 'get'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Spec = Readonly<Record<string, unknown>>;

/**
 * The spec and the status of a TokenRequest: a token of a service account, bound to an object where the client wants it.
 * @throws StatusError `NotFound`, `Invalid`
 */
export function requestToken(
  account: { readonly namespace: string; readonly name: string },
  spec: Spec | undefined,
  { issuer, sign, store, now }: RequestPorts,
): { readonly spec: object; readonly status: object } {
  const { namespace, name } = account;
  const found = found404(store, 'serviceaccounts', namespace, name);
  const expirationSeconds = Number(spec?.['expirationSeconds'] ?? usualSeconds);
  checkSeconds(expirationSeconds, name);
  const asked = (spec?.['audiences'] ?? []) as readonly string[];
  const audiences = asked.length > 0 ? asked : [issuer];
  const reference = spec?.['boundObjectRef'] ?? undefined;
  const expires = now() + expirationSeconds * 1000;
  const bound = reference === undefined ? undefined : boundTo(reference, namespace, store);
  const id = randomUUID();
  const uid = String(found.metadata.uid ?? '');
  const token = sign({ namespace, account: { name, uid }, audiences, expires, id, ...(bound && { bound }) });
  const expirationTimestamp = new Date(Math.floor(expires / 1000) * 1000).toISOString().replace('.000', '');
  return {
    spec: { audiences, expirationSeconds, boundObjectRef: reference ?? null },
    status: { token, expirationTimestamp },
  };
}

function checkSeconds(seconds: number, name: string): void {
  const words =
    seconds < leastSeconds
      ? 'may not specify a duration less than 10 minutes'
      : seconds > mostSeconds
        ? 'may not specify a duration larger than 2^32 seconds'
        : undefined;
  if (words === undefined) return;
  throw new StatusError(
    'Invalid',
    `TokenRequest.authentication.k8s.io "${name}" is invalid: spec.expirationSeconds: Invalid value: ${seconds}: ${words}`,
  );
}

const resources = { pod: 'pods', secret: 'secrets', node: 'nodes' } as const;

function boundTo(reference: unknown, namespace: string, store: Pick<Store, 'get'>) {
  const kind = String(fieldAt(reference, 'kind') ?? '').toLowerCase() as keyof typeof resources;
  if (!Object.hasOwn(resources, kind))
    throw new StatusError(
      'BadRequest',
      'cannot bind token for serviceaccount to this kind of object: Pod, Secret or Node',
    );
  const name = String(fieldAt(reference, 'name') ?? '');
  const found = found404(store, resources[kind], kind === 'node' ? undefined : namespace, name);
  const uid = String(found.metadata.uid ?? '');
  const wanted = fieldAt(reference, 'uid');
  if (wanted !== undefined && wanted !== '' && wanted !== uid)
    throw new StatusError(
      'Conflict',
      `Operation cannot be fulfilled on ${resources[kind]} "${name}": the UID in the bound object reference (${wanted}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  return { kind, name, uid };
}

function found404(store: Pick<Store, 'get'>, resource: string, namespace: string | undefined, name: string) {
  const found = store.get(resource, namespace, name);
  if (found) return found;
  throw new StatusError('NotFound', `${resource} "${name}" not found`, { name, kind: resource });
}
