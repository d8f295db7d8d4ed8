import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(process.cwd(), 'src');

/** The arrows of the design; CONTRIBUTING.md has the same table in words. */
const mayImport: Record<string, readonly string[]> = {
  'main.ts': ['cli'],
  pod: [],
  events: ['pod'],
  faults: ['pod'],
  findings: ['pod', 'events', 'capture', 'logs'],
  manifest: ['pod', 'capture', 'schedule', 'faults'],
  schedule: [],
  bundle: [],
  packets: [],
  mesh: ['logs'],
  lessons: ['events', 'manifest', 'capture', 'logs'],
  capture: ['pod'],
  logs: ['pod', 'events'],
  lifecycle: ['pod', 'events'],
  export: ['pod', 'manifest', 'capture'],
  lint: ['pod'],
  services: ['pod', 'events', 'capture'],
  supervisor: ['pod', 'events', 'faults', 'lifecycle', 'capture', 'services', 'logs'],
  sync: ['pod', 'supervisor'],
  control: ['pod', 'events', 'faults', 'lifecycle', 'supervisor'],
  run: ['pod', 'events', 'faults', 'lifecycle', 'supervisor', 'control'],
  cluster: ['pod', 'events', 'supervisor'],
  docker: ['pod', 'faults', 'capture', 'services', 'logs', 'supervisor', 'images'],
  images: [],
  secrets: ['pod', 'manifest'],
  providers: ['pod'],
  ui: ['pod', 'events', 'findings', 'logs'],
  api: ['pod', 'events', 'control'],
  page: ['pod', 'events', 'findings', 'logs', 'ui'],
  cli: [
    'api',
    'pod',
    'events',
    'findings',
    'bundle',
    'faults',
    'manifest',
    'capture',
    'services',
    'logs',
    'lifecycle',
    'export',
    'lint',
    'schedule',
    'packets',
    'lessons',
    'mesh',
    'supervisor',
    'control',
    'run',
    'sync',
    'cluster',
    'docker',
    'images',
    'secrets',
    'providers',
    'ui',
    'page',
  ],
};

/** Packages that only one folder may know. */
const onlyIn: Record<string, readonly string[]> = {
  dockerode: ['docker'],
  ink: ['ui'],
  react: ['ui', 'page'],
  'react-dom': ['page'],
  '@tanstack': ['page'],
  commander: ['cli'],
  execa: ['docker', 'images', 'cli', 'cluster', 'providers'],
  yaml: ['manifest', 'export', 'api'],
  zod: ['manifest', 'lessons'],
  shlex: ['manifest'],
  'node-forge': ['secrets'],
  croner: ['schedule'],
  ws: ['api'],
  chokidar: ['sync'],
};

const pure = [
  ...['pod', 'events', 'findings', 'manifest', 'capture', 'services', 'logs', 'lifecycle', 'export', 'lint'],
  'schedule',
  'bundle',
  'packets',
  'lessons',
  'faults',
];

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const folder = file.split(sep)[0]!;
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => ({
    file,
    folder,
    target: match[1]!,
  }));
}

const imports = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap(importsOf);

it('imports between folders follow the arrows of the design', () => {
  const against = imports
    .filter(({ target }) => target.startsWith('.'))
    .map(({ file, folder, target }) => ({
      line: `${file} -> ${target}`,
      folder,
      to: relative(root, join(root, dirname(file), target)).split(sep)[0]!,
    }))
    .filter(({ folder, to }) => to !== folder && !(mayImport[folder] ?? []).includes(to));
  expect(against.map(({ line }) => line)).toEqual([]);
});

it('each library is known to the folders that own it and to no other', () => {
  const against = imports.filter(({ folder, target }) => {
    const owners = onlyIn[target.split('/')[0]!];
    return owners !== undefined && !owners.includes(folder);
  });
  expect(against.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

it('the folders that decide touch neither files, processes nor the network', () => {
  const allowed = ['node:crypto', 'node:path', 'node:string_decoder', 'node:buffer', 'node:net'];
  const against = imports.filter(
    ({ folder, target }) => pure.includes(folder) && target.startsWith('node:') && !allowed.includes(target),
  );
  expect(against.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

it('no file imports itself by way of others, types included', () => {
  const targets = new Map<string, string[]>();
  for (const { file, target } of imports.filter((one) => one.target.startsWith('.'))) {
    const to = relative(root, join(root, dirname(file), target));
    targets.set(file, [...(targets.get(file) ?? []), to]);
  }
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at !== -1) circles.push([...way.slice(at), file].join(' -> '));
    if (at !== -1 || done.has(file)) return;
    for (const to of targets.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

it('the functions and values that a file exports are used by another one', () => {
  const sources = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(tsx?|mjs)$/.test(file))
      .map((file) => join(folder, file));
  const users = new Map<string, Set<string>>();
  const exported: { readonly file: string; readonly name: string }[] = [];
  for (const file of ['src', 'test', 'scripts'].flatMap(sources)) {
    const text = readFileSync(file, 'utf8');
    for (const [word] of text.matchAll(/\w+/g)) users.set(word, (users.get(word) ?? new Set()).add(file));
    if (!file.startsWith('src')) continue;
    const names = /^export (?:async )?(?:function\*?|const|class) +(\w+)/gm;
    for (const [, name] of text.matchAll(names)) exported.push({ file, name: name! });
  }
  const alone = exported.filter(({ name }) => users.get(name)!.size === 1);
  expect(alone.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});
