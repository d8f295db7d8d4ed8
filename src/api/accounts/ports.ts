import type { AccountToken } from '../../pod/account-token.ts';

/** Who signs and reads the tokens of service accounts. */
export interface TokenPorts {
  /** Who issues tokens, and the audience of the API itself. */
  readonly issuer: string;
  readonly sign: (token: AccountToken) => string;
  /** What a token says that is signed by the project and good now; undefined for any other text. */
  readonly read: (text: string) => AccountToken | undefined;
  /** A JSON Web Key Set (RFC 7517). */
  readonly keySet: () => object;
}
