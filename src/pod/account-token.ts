/** What the token of a service account says of its bearer. */
export interface AccountToken {
  readonly namespace: string;
  readonly account: Named;
  /** Whom it is bound to, as a rule a pod. */
  readonly bound?: { readonly kind: 'pod' | 'secret' | 'node' } & Named;
  readonly audiences: readonly string[];
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** Names the token. */
  readonly id: string;
}

interface Named {
  readonly name: string;
  readonly uid: string;
}
