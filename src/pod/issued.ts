/** A file whose content is made when it is written, and anew while the pod runs. */
export type IssuedContent =
  /** A token of the pod's service account (core/v1 ServiceAccountTokenProjection). */
  | {
      readonly is: 'token';
      readonly account: string;
      readonly audience: string;
      readonly expirationSeconds: number;
    }
  /** The certificate of the CA that signs the API's own. */
  | { readonly is: 'authority' };
