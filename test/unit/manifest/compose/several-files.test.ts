// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

import { describe, expect, it } from '@jest/globals';
import { containersOf, projectProblems, readProject, variablesOf } from './project-files.ts';

describe('what is wrong stands in the file that it came from', () => {
  it.each([
    [
      'after merging',
      { 'a.yaml': 'services: {app: {image: i}}', 'b.yaml': 'services:\n  app: {imge: x}' },
      'b.yaml:2:9: error: services.app.imge: unknown field; did you mean image?',
    ],
    [
      'a value that another kind of value goes over',
      {
        'a.yaml': 'services: {app: {image: i, cap_add: [A]}}',
        'b.yaml': 'services:\n  app: {cap_add: {a: b}}',
      },
      'b.yaml:2:18: error: services.app.cap_add: a mapping cannot be merged into a list of an earlier file',
    ],
    [
      'a mount of the first file',
      {
        'a.yaml': 'services:\n  app: {image: i, volumes: ["data:/x"]}',
        'b.yaml': 'services: {app: {hostname: h}}',
      },
      'a.yaml:2:29: error: there is no volume data under volumes',
    ],
    [
      'a service of a later file only',
      { 'a.yaml': 'services: {app: {image: i}}', 'b.yaml': 'services:\n  ap: {hostname: h}' },
      'b.yaml:2:3: error: services.ap: image is missing',
    ],
    [
      'a variable of a later file',
      {
        'a.yaml': 'services: {app: {image: i}}',
        'b.yaml': 'services:\n  app:\n    hostname: a${NOPE:?is needed}',
      },
      'b.yaml:3:16: error: NOPE is not set: is needed',
    ],
  ])('%s', (_, files, wanted) => {
    expect(projectProblems(files, { main: 2 })).toEqual([wanted]);
  });

  it('an included file and one that is extended', () => {
    expect(
      projectProblems({
        'compose.yaml': `
          include: [parts/db.yaml]
          services:
            app: {extends: {file: base.yaml, service: web}}
        `,
        'parts/db.yaml': 'services:\n  db: {image: i, hostnam: x}',
        'base.yaml': 'services:\n\n  web: {image: i, stop_signal: 5, entrypont: x}',
      }),
    ).toEqual([
      'base.yaml:3:35: error: services.app.entrypont: unknown field; did you mean entrypoint?',
      'parts/db.yaml:2:18: error: services.db.hostnam: unknown field; did you mean hostname?',
    ]);
  });

  it('a file of variables', () => {
    expect(
      projectProblems({
        'compose.yaml': 'services: {app: {image: i, env_file: app.env}}',
        'app.env': 'A=1\nB C=2\n',
        '.env': 'X="1\n',
      }),
    ).toEqual([
      '.env:1:1: error: X has a quote that is not closed',
      expect.stringMatching(/^app\.env:2:1: error/),
    ]);
  });

  it('a variable in a block of text, at its own line', () => {
    const text =
      'services:\n  app:\n    image: i\n    command: |\n      echo $$A ${A}\n      echo ${NOPE:?no}\n';
    expect(projectProblems({ c: text }, { environment: { A: '1' } })).toEqual([
      'c:6:12: error: NOPE is not set: no',
    ]);
  });
});

describe('include', () => {
  it('what two files define otherwise is told at both places', () => {
    const files = {
      'compose.yaml': 'include: [db.yaml]\nservices:\n  db: {image: mine}',
      'db.yaml': 'services:\n  db: {image: other}',
    };
    expect(projectProblems(files)).toEqual([
      'compose.yaml:3:3: error: services.db is defined otherwise in db.yaml:2, which is included here',
    ]);
    expect(projectProblems({ ...files, 'db.yaml': 'services: {db: {image: mine}}' })).toEqual([]);
  });

  it('that goes in a circle, or to a file that is not there, is told', () => {
    expect(
      projectProblems({
        'a.yaml': 'include:\n  - b.yaml\nservices: {app: {image: i}}',
        'b.yaml': 'include: [a.yaml]\nservices: {b: {image: i}}',
      }),
    ).toEqual(['b.yaml:1:11: error: include goes in a circle: a.yaml, b.yaml, a.yaml']);
    expect(projectProblems({ 'a.yaml': 'include: [{path: x/y.yaml}]\nservices: {app: {image: i}}' })).toEqual(
      ['a.yaml:1:11: error: cannot read x/y.yaml'],
    );
    expect(projectProblems({ 'a.yaml': 'include: [{env_file: x}]\nservices: {app: {image: i}}' })).toEqual([
      'a.yaml:1:11: error: include needs a path, or a mapping with one, not a mapping',
    ]);
  });
});

describe('extends', () => {
  it.each([
    ['services:\n  a: {image: i, extends: b}', 'c:2:26: error: services.a.extends: there is no service b'],
    [
      'services:\n  a: {image: i, extends: {service: b, file: x.yaml}}',
      'c:2:26: error: extends: cannot read x.yaml',
    ],
    [
      'services:\n  a: {image: i, extends: {}}',
      'c:2:26: error: services.a.extends needs the name of a service',
    ],
  ])('%j is wrong', (text, wanted) => {
    expect(projectProblems({ c: text })).toEqual([wanted]);
  });

  it('that goes in a circle is told with its way', () => {
    const text = 'services:\n  a: {image: i, extends: b}\n  b: {image: i, extends: a}';
    expect(projectProblems({ c: text })[0]).toBe(
      'c:2:26: error: services.a.extends goes in a circle: c: a, c: b, c: a',
    );
  });
});

it('a reset of nothing is told, and goes on', () => {
  const files = { 'a.yaml': 'services: {app: {image: i}}', 'b.yaml': 'services:\n  app: {ports: !reset []}' };
  expect(projectProblems(files, { main: 2 })).toEqual([
    expect.stringMatching(/^b\.yaml:2:23: warning: !reset of services\.app\.ports: nothing is set before it/),
  ]);
});

it('services whose profile is asked for are there', () => {
  const files = { c: 'services: {app: {image: i}, tool: {image: i, profiles: [debug]}}' };
  expect(Object.keys(containersOf(files))).toEqual(['app']);
  expect(Object.keys(containersOf(files, { environment: { COMPOSE_PROFILES: 'debug' } }))).toEqual([
    'app',
    'tool',
  ]);
  expect(Object.keys(containersOf(files, { environment: { COMPOSE_PROFILES: '*' } }))).toEqual([
    'app',
    'tool',
  ]);
  expect(Object.keys(containersOf(files, { environment: { COMPOSE_PROFILES: 'x,debug' } }))).toEqual([
    'app',
    'tool',
  ]);
});

it('variables come from the environment, then from the files that are named, else from .env', () => {
  const files = {
    c: 'services: {app: {image: i, environment: {A: , B: "${B}", C: }}}',
    '.env': 'A=dotenv\nB=dotenv\nC=dotenv',
    'own.env': 'B=own',
  };
  expect(variablesOf(containersOf(files, { environment: { A: 'outside' } })['app'])).toEqual([
    'A=outside',
    'B=dotenv',
    'C=dotenv',
  ]);
  expect(variablesOf(containersOf(files, { envFiles: ['own.env'] })['app'])).toEqual(['B=own']);
  expect(projectProblems(files, { envFiles: ['none.env'] })).toContainEqual(
    expect.stringMatching(/error: cannot read none\.env/),
  );
});

it('a number that is only passed on keeps every digit that is written', () => {
  const environment = '{A: 918273645564738291, B: 18273645546372819001, C: 7.20, D: 0644, E: true}';
  const files = {
    c: `services: {app: {image: i, environment: ${environment}, command: [x, 1.10], labels: {a: 1.0}}}`,
  };
  const { app } = containersOf(files);
  expect(variablesOf(app)).toEqual([
    'A=918273645564738291',
    'B=18273645546372819001',
    'C=7.20',
    'D=0644',
    'E=true',
  ]);
  expect(app!.args).toEqual(['x', '1.10']);
});

it.each([
  ['ports: &m [*m]\nservices: {app: {image: i}}', /^c:1:12: error: this anchor contains itself/],
  ['services: {app: {image: i, environment: &m {A: *m}}}', /error: this anchor contains itself/],
  ['services: {app: {<<: [1], image: i}}', /error: << needs a mapping, or a list of mappings/],
  ['services: [app]', /^c:1:11: error: services: needs a mapping, found a list/],
])('%j is wrong', (text, wanted) => {
  expect(projectProblems({ c: text })[0]).toMatch(wanted);
});

it('all problems of all files are told at once, each once', () => {
  const { diagnostics, pods } = readProject(
    {
      'a.yaml': 'services:\n  app: {image: "${", ports: [x]}\n  b: {image: i, env_file: no.env}',
      'b.yaml': 'services:\n  app: {volumes: [y]}',
    },
    { main: 2 },
  );
  expect(pods).toEqual([]);
  expect(diagnostics.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
    'a.yaml:2:17',
    'a.yaml:2:30',
    'a.yaml:3:27',
    'b.yaml:2:19',
  ]);
});
