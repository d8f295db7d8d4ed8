import type { AccountToken } from '../../pod/account-token.ts';

/** Who sends a request (authentication/v1, UserInfo). Everybody who is let in may do everything. */
export interface User {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The person, who has the token of the kubeconfig. */
export const person: User = {
  username: 'outrider:user',
  groups: ['system:masters', 'system:authenticated'],
};

/** Source: kubernetes `pkg/serviceaccount/util.go`, UserInfo, and `apiserver/pkg/authentication/serviceaccount`, MakeGroupNames. */
export function userOfToken({ namespace, account, bound, id }: AccountToken): User {
  const part = (name: string, value: string) => [`authentication.kubernetes.io/${name}`, [value]] as const;
  return {
    username: `system:serviceaccount:${namespace}:${account.name}`,
    uid: account.uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    extra: Object.fromEntries([
      part('credential-id', `JTI=${id}`),
      ...(bound && bound.kind !== 'secret'
        ? [part(`${bound.kind}-name`, bound.name), part(`${bound.kind}-uid`, bound.uid)]
        : []),
    ]),
  };
}
