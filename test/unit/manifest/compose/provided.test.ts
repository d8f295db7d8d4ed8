import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { exportCompose } from '../../../../src/export/compose/export-compose.ts';
import { modelsOf, providersOf, withAnswers } from '../../../../src/pod/provided-variables.ts';
import { projectProblems, readProject, variablesOf } from './project-files.ts';

const podsOf = (text: string) => readProject({ c: text }).pods;
const problemsOf = (text: string) => projectProblems({ c: text });

const clouds = `
  services:
    db:
      provider: {type: cloud, options: {size: 9, zones: [a, 2], spare: true}}
      depends_on: [net, queue]
    net: {provider: {type: vpc}}
    queue: {image: q}
    app:
      image: i
      environment: {DB_URL: old, OTHER: o}
      depends_on: {db: {condition: service_healthy}}
    proxy: {image: p, network_mode: "service:app"}
`;

it('a service with a provider is no pod, and those that depend on it carry it', () => {
  const pods = podsOf(clouds);
  expect(pods.map(({ name }) => name)).toEqual(['queue', 'app']);
  expect(providersOf(pods)).toMatchObject([
    { name: 'net', type: 'vpc', options: {}, containers: [], at: { line: 5, column: 26 } },
    {
      name: 'db',
      type: 'cloud',
      options: { size: ['9'], zones: ['a', '2'], spare: ['true'] },
      after: ['net'],
      containers: ['app'],
      at: { line: 3, column: 22 },
    },
  ]);
});

it('who depends on a service with a provider waits for what that one depends on', () => {
  const app = podsOf(clouds).find(({ name }) => name === 'app')!;
  expect(app.waitFor).toEqual([{ pod: 'queue', until: 'started' }]);
});

it('variables of a provider reach the containers that depend on it, before those of the file', () => {
  const app = podsOf(clouds).find(({ name }) => name === 'app')!;
  const given = withAnswers(app, { variables: new Map([['db', { DB_URL: 'new', RAW: 'r' }]]) });
  const container = (name: string) =>
    [...given.containers, ...given.initContainers].find((one) => one.name === name);
  expect(variablesOf(container('app'))).toEqual(['OTHER=o', 'DB_URL=new', 'RAW=r']);
  expect(variablesOf(container('proxy'))).toEqual([]);
  expect(given.provided).toBeUndefined();
});

const models = `
  services:
    a: {image: i, models: [small-one]}
    b: {image: i, models: {small-one: {endpoint_var: ADDRESS, model_var: WHICH}}}
  models:
    small-one: {model: ai/small, context_size: 1024, runtime_flags: ["--no-prefill"]}
`;

it('models have the variables that Compose gives them, or those that the service names', () => {
  const pods = podsOf(models);
  expect(modelsOf(pods)).toMatchObject([
    {
      name: 'small-one',
      model: 'ai/small',
      contextSize: 1024,
      runtimeFlags: ['--no-prefill'],
      at: { line: 2 },
    },
  ]);
  const given = pods.map((pod) => withAnswers(pod, { variables: new Map(), modelsUrl: 'http://m/' }));
  expect(given.map(({ containers }) => variablesOf(containers[0]))).toEqual([
    ['SMALL_ONE_URL=http://m/', 'SMALL_ONE_MODEL=ai/small'],
    ['ADDRESS=http://m/', 'WHICH=ai/small'],
  ]);
});

it.each([
  ['services: {a: {image: i, models: [m]}}', 'c:1:35: error: there is no model m under models'],
  ['{services: {a: {image: i, models: [m]}}, models: {m: {}}}', 'c:1:51: error: models.m: model is missing'],
  ['services: {a: {image: i}, p: {provider: {}}}', 'c:1:31: error: services.p.provider: type is missing'],
  [
    'services: {a: {image: i, network_mode: "service:p"}, p: {provider: {type: t}}}',
    'c:1:40: error: services.a.network_mode: p has a provider, and so no network',
  ],
  [
    'services: {a: {image: i}, p: {provider: {type: compose}}}',
    'c:1:48: error: services.p.provider.type: compose is no provider',
  ],
])('what is wrong with a provider or a model is told at its line: %s', (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

it('a circle through a provider is named', () => {
  const text = `
    services:
      a: {image: i, depends_on: [p]}
      p: {provider: {type: t}, depends_on: [a]}
  `;
  expect(problemsOf(text).join()).toMatch(/goes in a circle: a.*p/);
});

it('an exported Compose file has the providers and the models again', () => {
  const text = (given: string) =>
    exportCompose(podsOf(given), { project: 'p', image: 't', builds: false }).text;
  const { services } = parse(text(clouds));
  expect(services).toMatchObject({
    db: {
      provider: { type: 'cloud', options: { size: ['9'], zones: ['a', '2'], spare: ['true'] } },
      depends_on: { net: { condition: 'service_started' } },
    },
    net: { provider: { type: 'vpc' } },
    'app-app': { depends_on: { db: { condition: 'service_started' } } },
  });
  const exported = parse(text(models));
  expect(exported.models).toEqual({
    'small-one': { model: 'ai/small', context_size: 1024, runtime_flags: ['--no-prefill'] },
  });
  expect(exported.services['b-b'].models).toEqual({
    'small-one': { endpoint_var: 'ADDRESS', model_var: 'WHICH' },
  });
});
