import { describe, expect, it } from '@jest/globals';
import { projectProblems, readProject } from './project-files.ts';

const problemsOf = (text: string): readonly string[] => projectProblems({ c: text });

const waits = (text: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(readProject({ c: text }).pods.map(({ name, waitFor = [] }) => [name, waitFor]));

describe('services that depend on services of other pods', () => {
  it('make their pods wait, by condition', () => {
    const text = `
      services:
        web:
          image: i
          depends_on:
            db: {condition: service_healthy, restart: true}
            migrate: {condition: service_completed_successfully}
            cache: {condition: service_started, required: false}
        db: {image: i, healthcheck: {test: [CMD, x]}}
        migrate: {image: i, depends_on: [db]}
        cache: {image: i}
    `;
    expect(waits(text)).toMatchObject({
      web: [
        { pod: 'db', until: 'healthy', restart: true },
        { pod: 'migrate', until: 'completed' },
        { pod: 'cache', until: 'started', optional: true },
      ],
      migrate: [{ pod: 'db', until: 'started' }],
      cache: [],
    });
  });

  it('wait for all pods of a service that is scaled', () => {
    const text = `
      services:
        web: {image: i, scale: 2, depends_on: [db]}
        db: {image: i, deploy: {replicas: 2}}
    `;
    const both = [
      { pod: 'db-1', until: 'started' },
      { pod: 'db-2', until: 'started' },
    ];
    expect(waits(text)).toMatchObject({ 'web-1': both, 'web-2': both });
  });

  it('wait for one container, where the other service shares its pod', () => {
    const text = `
      services:
        app: {image: i}
        cache: {image: i, network_mode: "service:app", healthcheck: {test: [CMD, x]}}
        web: {image: i, depends_on: {cache: {condition: service_healthy}}}
    `;
    expect(waits(text)['web']).toEqual([{ pod: 'app', container: 'cache', until: 'healthy' }]);
  });

  it('wait for what any service of their own pod depends on, once', () => {
    const text = `
      services:
        app: {image: i, depends_on: [db]}
        side: {image: i, network_mode: "service:app", depends_on: [db, queue]}
        db: {image: i}
        queue: {image: i}
    `;
    expect(waits(text)['app']).toEqual([
      { pod: 'db', until: 'started' },
      { pod: 'queue', until: 'started' },
    ]);
  });

  it('start after those that they have links to', () => {
    const text = 'services: {web: {image: i, links: ["db:database"]}, db: {image: i}}';
    expect(waits(text)['web']).toEqual([{ pod: 'db', until: 'started', restart: true }]);
  });

  it.each([
    [
      `
      services:
        web: {image: i, depends_on: {job: {condition: service_completed_successfully}}}
        job: {image: i, restart: always}
      `,
      ['c:2:31: error: job never completes: its container job has restartPolicy Always'],
    ],
    [
      `
      services:
        web: {image: i, depends_on: [bd]}
        db: {image: i}
      `,
      ['c:2:32: error: services.web.depends_on.bd: there is no service bd; did you mean db?'],
    ],
    [
      `
      services:
        web: {image: i, depends_on: [web]}
      `,
      ['c:2:32: error: services.web.depends_on.web: goes in a circle: web, web (line 2)'],
    ],
    [
      `
      services:
        web:
          image: i
          depends_on:
            api: {condition: service_started}
        api:
          image: i
          depends_on:
            - web
      `,
      ['c:5:7: error: services.web.depends_on.api: goes in a circle: web, api, web (lines 5, 9)'],
    ],
  ])('and can never start are told at their line: %s', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});

describe('a service that others of its pod wait for', () => {
  const optionsOf = (fields: string, condition: string): unknown => {
    const text = `
      services:
        app: {image: i, depends_on: {dep: {condition: ${condition}}}}
        dep: {image: i, network_mode: "service:app", healthcheck: {test: [CMD, x], start_period: 1m}${fields}}
    `;
    const { engine = {} } = readProject({ c: text }).pods[0]!.initContainers[0]!;
    return engine.failsPod;
  };

  it.each([
    ['', 'service_healthy', 'exit'],
    [', restart: "no"', 'service_healthy', 'exit'],
    [', restart: always', 'service_healthy', 'unhealthy'],
    [', restart: on-failure', 'service_healthy', 'unhealthy'],
    ['', 'service_started', undefined],
    ['', 'service_completed_successfully', 'exit'],
    [', restart: on-failure', 'service_completed_successfully', undefined],
  ])('%s with %s fails the pod: %s', (fields, condition, expected) => {
    expect(optionsOf(fields, condition)).toBe(expected);
  });

  it('has the start period of its healthcheck', () => {
    const text = 'services: {app: {image: i, healthcheck: {test: [CMD, x], start_period: 1m30s}}}';
    expect(readProject({ c: text }).pods[0]!.containers[0]!.engine?.startPeriodSeconds).toBe(90);
  });
});
