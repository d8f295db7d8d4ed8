import type { TokenPorts } from '../../../src/api/accounts/ports.ts';

/** Signs nothing and knows no token. */
export const noTokens: TokenPorts = {
  issuer: 'https://issuer',
  sign: () => '',
  read: () => undefined,
  keySet: () => ({ keys: [] }),
};
