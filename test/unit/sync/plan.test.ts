import { expect, it } from '@jest/globals';
import type { FileWatch } from '../../../src/pod/file-watch.ts';
import { planOf } from '../../../src/sync/plan.ts';
import { type Context, ruleOf } from '../../../src/sync/rule.ts';

const subject = { pod: 'web', container: 'app', image: 'shop-web' };
const rule = (watch: Partial<FileWatch>, context?: Context) => {
  const whole: FileWatch = { action: 'sync', path: '/p/src', target: '/app', ...watch };
  return ruleOf(subject, whole, whole.path, context);
};
const copies = (paths: readonly string[], ...rules: ReturnType<typeof rule>[]) =>
  planOf(paths, rules).works.flatMap((work) => [...work.copies]);

it('a changed file goes to its place below the target', () => {
  expect(copies(['/p/src/a/b.js', '/p/other', '/p/src-2/c'], rule({}))).toEqual([
    ['/app/a/b.js', '/p/src/a/b.js'],
  ]);
});

it('a rule about one file copies it to the target itself, or into the folder that the target names', () => {
  expect(copies(['/p/conf'], rule({ path: '/p/conf', target: '/etc/conf' }))).toEqual([
    ['/etc/conf', '/p/conf'],
  ]);
  expect(copies(['/p/conf'], rule({ path: '/p/conf', target: '/etc/' }))).toEqual([['/etc/conf', '/p/conf']]);
});

it('what is ignored, by the rule, by .dockerignore, or because editors and Git write it, changes nothing', () => {
  const watch = rule(
    { ignore: ['node_modules/', '*.tmp'] },
    { folder: '/p', ignore: ['src/secret', '!src/secret/not'] },
  );
  const paths = ['node_modules/x/y', 'a.tmp', '.git/index', '.a.swp', 'a~', '4913', 'secret/key'];
  expect(
    copies(
      paths.map((path) => `/p/src/${path}`),
      watch,
    ),
  ).toEqual([]);
  expect(copies(['/p/src/secret/not', '/p/src/b/a.tmp'], watch)).toHaveLength(2);
});

it('with include only what matches counts, and ignore is stronger', () => {
  const watch = rule({ include: ['**/*.go'], ignore: ['*_test.go'] });
  expect(copies(['/p/src/main.go', '/p/src/a/b.go', '/p/src/x_test.go', '/p/src/README'], watch)).toEqual([
    ['/app/main.go', '/p/src/main.go'],
    ['/app/a/b.go', '/p/src/a/b.go'],
  ]);
});

it('a folder that is ignored is not watched, unless an exception may take some of it back', () => {
  expect(rule({ ignore: ['node_modules'] }).skips('/p/src/node_modules')).toBe(true);
  expect(rule({ ignore: ['node_modules', '!node_modules/mine'] }).skips('/p/src/node_modules')).toBe(false);
  expect(rule({}).skips('/p')).toBe(false);
  expect(rule({}).skips('/q')).toBe(true);
});

it('a container is restarted, and a command is run, once for all files of a batch', () => {
  const exec = { command: ['reload'] };
  const rules = [
    rule({ action: 'sync+exec', path: '/p/conf', exec }),
    rule({ action: 'sync+restart', path: '/p/lib', target: '/lib' }),
    rule({ action: 'restart', path: '/p/env', target: undefined }),
  ];
  const { works, images } = planOf(['/p/conf/a', '/p/conf/b', '/p/lib/c', '/p/env/d'], rules);
  expect(images).toEqual([]);
  expect(works).toEqual([
    {
      subject,
      restarts: true,
      execs: [exec],
      copies: new Map([
        ['/app/a', '/p/conf/a'],
        ['/app/b', '/p/conf/b'],
        ['/lib/c', '/p/lib/c'],
      ]),
    },
  ]);
});

it('a container whose image is built anew gets nothing copied', () => {
  const rules = [rule({ action: 'rebuild', path: '/p/package.json', target: undefined }), rule({})];
  expect(planOf(['/p/package.json', '/p/src/a'], rules)).toEqual({ images: ['shop-web'], works: [] });
});
