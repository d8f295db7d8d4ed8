import type { ApiHandler } from '../request.ts';
import type { TokenPorts } from './ports.ts';

/**
 * What others need to verify tokens by themselves: the issuer and its keys (OpenID Connect Discovery 1.0; kubernetes
 * `pkg/serviceaccount/openidmetadata.go`).
 */
export function openId({ issuer, keySet }: Pick<TokenPorts, 'issuer' | 'keySet'>): ApiHandler {
  const metadata = {
    issuer,
    jwks_uri: `${issuer}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
  return async ({ method, path }) => {
    if (method !== 'GET') return undefined;
    if (path === '/openid/v1/jwks') return answer('application/jwk-set+json', keySet());
    return path === '/.well-known/openid-configuration' ? answer('application/json', metadata) : undefined;
  };
}

function answer(type: string, body: object) {
  const headers = { 'content-type': type, 'cache-control': 'public, max-age=3600' };
  return { status: 200, headers, body: JSON.stringify(body) };
}
