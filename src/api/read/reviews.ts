import { groupVersion, type Resource } from '../objects/resource.ts';
import type { ApiRequest, WholeResponse } from '../request.ts';
import { StatusError } from '../status.ts';
import { json } from './json.ts';
import type { Target } from './path.ts';

/** The one user there is: who has the token may do everything. */
const user = {
  username: 'outrider:user',
  groups: ['system:masters', 'system:authenticated'],
};

interface Reviewing {
  /** Whether a token is the one that lets in. */
  readonly isToken: (token: string) => boolean;
  readonly token: () => string;
  /** RFC 3339. */
  readonly now: () => string;
}

type Body = Readonly<Record<string, unknown>> & { readonly spec?: Readonly<Record<string, unknown>> };

/** The answers to questions about rights and tokens; undefined for another path. */
export function answerReview(
  { resource, subresource }: Target,
  request: Pick<ApiRequest, 'body' | 'headers'>,
  { isToken, token, now }: Reviewing,
): WholeResponse | undefined {
  const asked = (): Body => aboutOneself(resource, request);
  if (resource.name === 'serviceaccounts' && subresource === 'token') {
    const body = aboutOneself({ ...authentication, kind: 'TokenRequest' }, request);
    const seconds = Number(body.spec?.['expirationSeconds'] ?? 3600);
    const expirationTimestamp = new Date(Date.parse(now()) + seconds * 1000).toISOString();
    return json(201, { ...body, status: { token: token(), expirationTimestamp } });
  }
  switch (resource.name) {
    case 'selfsubjectaccessreviews':
      return json(201, { ...asked(), status: { allowed: true } });
    case 'selfsubjectrulesreviews':
      return json(201, { ...asked(), status: allRules });
    case 'selfsubjectreviews':
      return json(201, { ...asked(), status: { userInfo: user } });
    case 'tokenreviews': {
      const body = bodyOf(request);
      const isKnown = isToken(String(body.spec?.['token'] ?? ''));
      const status = isKnown ? { authenticated: true, user } : { authenticated: false };
      return json(201, { ...body, status });
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
 * The question as it was asked. The typed clients of kubectl ask in protobuf, which is not read here; as the answer is always the same, it
 * does not matter what exactly they ask.
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

/** @throws StatusError `BadRequest`, `UnsupportedMediaType`. */
function bodyOf(request: Pick<ApiRequest, 'body' | 'headers'>): Body {
  if (isProtobuf(request))
    throw new StatusError(
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json',
    );
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(request.body));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // It is none: the words below say so.
  }
  throw new StatusError('BadRequest', 'the object provided is unrecognized (must be a JSON object)');
}
