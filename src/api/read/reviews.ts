import type { TokenPorts } from '../accounts/ports.ts';
import { requestSpec, reviewSpec } from '../accounts/protobuf-spec.ts';
import { requestToken } from '../accounts/token-request.ts';
import { reviewToken } from '../accounts/token-review.ts';
import { person } from '../accounts/user.ts';
import { groupVersion, type Resource } from '../objects/resource.ts';
import type { ApiRequest, WholeResponse } from '../request.ts';
import { StatusError } from '../status.ts';
import type { Store } from '../store/store.ts';
import { json } from './json.ts';
import type { Target } from './path.ts';

export interface Reviewing extends TokenPorts {
  readonly store: Pick<Store, 'get'>;
  /** Whether a token is the person's. */
  readonly isToken: (token: string) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Body = Readonly<Record<string, unknown>> & { readonly spec?: Readonly<Record<string, unknown>> };

/** The answers to questions about rights and tokens; undefined for another path. */
export function answerReview(
  { resource, subresource, namespace = '', name }: Target,
  request: Pick<ApiRequest, 'body' | 'headers' | 'user'>,
  reviewing: Reviewing,
): WholeResponse | undefined {
  const asked = (): Body => aboutOneself(resource, request);
  if (resource.name === 'serviceaccounts' && subresource === 'token' && name !== undefined) {
    const body = aboutOneself({ ...authentication, kind: 'TokenRequest' }, request);
    const spec = isProtobuf(request) ? requestSpec(request.body) : body.spec;
    return json(201, { ...body, ...requestToken({ namespace, name }, spec, reviewing) });
  }
  switch (resource.name) {
    case 'selfsubjectaccessreviews':
      return json(201, { ...asked(), status: { allowed: true } });
    case 'selfsubjectrulesreviews':
      return json(201, { ...asked(), status: allRules });
    case 'selfsubjectreviews':
      return json(201, { ...asked(), status: { userInfo: request.user ?? person } });
    case 'tokenreviews': {
      const spec = isProtobuf(request) ? reviewSpec(request.body) : bodyOf(request).spec;
      return json(201, { ...asked(), spec, status: reviewToken(spec, reviewing) });
    }
    default:
      return undefined;
  }
}

const allRules = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};

const authentication = { group: 'authentication.k8s.io', version: 'v1' };

/**
 * The question as it was asked. The typed clients of kubectl ask in protobuf, of which only tokens are read; as the other answers are always the
 * same, it does not matter what exactly they ask.
 */
function aboutOneself(
  resource: Pick<Resource, 'group' | 'version' | 'kind'>,
  request: Pick<ApiRequest, 'body' | 'headers'>,
): Body {
  if (!isProtobuf(request)) return bodyOf(request);
  return { kind: resource.kind, apiVersion: groupVersion(resource), metadata: {}, spec: {} };
}

function isProtobuf({ headers }: Pick<ApiRequest, 'headers'>): boolean {
  return (headers['content-type'] ?? '').includes('protobuf');
}

/** @throws StatusError `BadRequest` */
function bodyOf(request: Pick<ApiRequest, 'body' | 'headers'>): Body {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(request.body));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // It is none: the words below say so.
  }
  throw new StatusError('BadRequest', 'the object provided is unrecognized (must be a JSON object)');
}
