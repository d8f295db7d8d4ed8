import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { kubeconfigOf, withAccess, withoutAccess } from '../../../../src/api/serve/kubeconfig.ts';

const access = {
  name: 'outrider-shop',
  server: 'https://127.0.0.1:4711',
  authority: 'CA\n',
  token: 'secret',
};
const own = `# mine
apiVersion: v1
kind: Config
clusters:
  - {name: work, cluster: {server: https://work}} # the real one
contexts: [{name: work, context: {cluster: work, user: me}}]
users: [{name: me, user: {token: abc}}]
current-context: work
`;

it('a kubeconfig of its own has one context, with the CA and the token in it', () => {
  expect(parse(kubeconfigOf(access))).toEqual({
    ...{ apiVersion: 'v1', kind: 'Config', preferences: {}, 'current-context': 'outrider-shop' },
    clusters: [
      {
        name: 'outrider-shop',
        cluster: { server: 'https://127.0.0.1:4711', 'certificate-authority-data': 'Q0EK' },
      },
    ],
    users: [{ name: 'outrider-shop', user: { token: 'secret' } }],
    contexts: [{ name: 'outrider-shop', context: { cluster: 'outrider-shop', user: 'outrider-shop' } }],
  });
});

it('a person’s own kubeconfig keeps its contexts and comments when one is added, also twice', () => {
  const text = withAccess(withAccess(own, access), { ...access, token: 'new' });
  expect(text).toContain('# mine');
  expect(text).toContain('# the real one');
  const { clusters, users, 'current-context': current } = parse(text);
  expect(clusters.map(({ name }: { name: string }) => name)).toEqual(['work', 'outrider-shop']);
  expect(users).toEqual([
    { name: 'me', user: { token: 'abc' } },
    { name: 'outrider-shop', user: { token: 'new' } },
  ]);
  expect(current).toBe('outrider-shop');
});

it('removing the context leaves a person’s kubeconfig with what was theirs', () => {
  const after = parse(withoutAccess(withAccess(own, access), access.name));
  expect(after).toEqual({ ...parse(own), 'current-context': '' });
});

it('an empty file becomes a kubeconfig, and what is none is refused', () => {
  expect(parse(withAccess('', access))).toMatchObject({ kind: 'Config', 'current-context': 'outrider-shop' });
  expect(() => withAccess('- a\n- b\n', access)).toThrow('it is no mapping');
  expect(() => withAccess('a: [', access)).toThrow();
});
