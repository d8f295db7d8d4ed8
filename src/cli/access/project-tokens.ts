import type { TokenPorts } from '../../api/accounts/ports.ts';
import { apiIssuer } from '../../pod/api-access.ts';
import { keepIn } from '../../secrets/keep.ts';
import { readAccountToken, signAccountToken } from '../../secrets/tokens/account-token.ts';
import { keySetOf, signingKeyOf } from '../../secrets/tokens/signing-key.ts';

/**
 * Who signs and reads the tokens of a project's service accounts.
 * @param folder where the secrets are kept.
 * @param now the time of day in milliseconds since the epoch.
 */
export async function projectTokens(folder: string, now: () => number): Promise<TokenPorts> {
  const key = await signingKeyOf({ keep: keepIn(folder) });
  const issuing = () => ({ issuer: apiIssuer, now: now() });
  return {
    issuer: apiIssuer,
    sign: (token) => signAccountToken(token, key, issuing()),
    read: (text) => readAccountToken(text, key, issuing()),
    keySet: () => keySetOf(key),
  };
}
