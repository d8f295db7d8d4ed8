import { expect, it } from '@jest/globals';
import { specHash } from '../../../../src/lifecycle/state/hash.ts';
import { projectProblems, readProject } from './project-files.ts';

const watched = (rules: string) => `
  services:
    web:
      image: i
      develop:
        watch: ${rules}
`;
const appOf = (text: string) => readProject({ c: text }).pods[0]!.containers[0]!;

it('rules of develop.watch are read in every form, their paths from the folder of the file', () => {
  const rules = appOf(
    watched(`
          - {action: sync, path: ./src, target: /app, ignore: node_modules/, include: ["*.js"], initial_sync: true, x-note: a}
          - {action: sync+exec, path: conf, target: /conf, exec: {command: nginx -s reload, user: 0, environment: {A: 1}}}
          - {action: restart, path: /abs}
    `),
  ).engine?.watch;
  expect(rules).toMatchObject([
    {
      action: 'sync',
      path: expect.stringMatching(/^\/.*src$/),
      target: '/app',
      ignore: ['node_modules/'],
      include: ['*.js'],
      initialSync: true,
    },
    { action: 'sync+exec', exec: { command: ['nginx', '-s', 'reload'], user: '0', env: ['A=1'] } },
    { action: 'restart', path: '/abs' },
  ]);
});

it.each([
  ['{path: a, target: /a}', 'action is missing'],
  ['{action: sync, target: /a}', 'path is missing'],
  ['{action: sync, path: a}', 'target is missing'],
  ['{action: sync+restart, path: a}', 'target is missing'],
  ['{action: rebuild, path: a}', 'rebuild needs `build`'],
  ['{action: sync+exec, path: a, target: /a}', 'exec is missing'],
  ['{action: copy, path: a, target: /a}', 'sync'],
  ['{action: sync, path: a, target: /a, ignroe: b}', 'ignore'],
])('a rule that cannot be followed is refused: %s', (rule, words) => {
  expect(projectProblems({ c: watched(`[${rule}]`) })).toEqual([expect.stringContaining(words)]);
});

it('a container is not made anew for another rule about files', () => {
  const one = appOf(watched('[{action: sync, path: a, target: /a}]'));
  const other = appOf(watched('[{action: restart, path: b}]'));
  expect(specHash(one)).toBe(specHash(other));
});
