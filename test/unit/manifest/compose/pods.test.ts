import { describe, expect, it } from '@jest/globals';
import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { readManifests } from '../../../../src/manifest/read.ts';
import type { Container, Pod } from '../../../../src/pod/model.ts';
import { lines } from '../read-text.ts';

const surroundings = {
  folder: '/home/me/shop',
  shown: '',
  environment: { TAG: '1.2', HOME: '/home/me', TOKEN: 's3cret' },
  readText: (path: string) => (path === '/home/me/shop/app.env' ? 'A=file\nB=file\n' : undefined),
};

function read(text: string): ReturnType<typeof readManifests> {
  return readManifests([{ file: 'c', text: lines(text), surroundings }]);
}

function podsOf(text: string): readonly Pod[] {
  const { pods, diagnostics } = read(text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(formatDiagnostic).join('\n'));
  return pods;
}

/** `name: role …` of each pod, in start order. */
const shapes = (text: string): readonly string[] =>
  podsOf(text).map(({ name, initContainers, containers }) =>
    [`${name}:`, ...[...initContainers, ...containers].map((one) => `${one.name} ${one.role}`)].join(' '),
  );

/** The container of a file with one service, from its fields in YAML. */
function containerOf(fields: string): Container {
  return podsOf(`services: {app: {image: i, ${fields}}}`)[0]!.containers[0]!;
}

const problemsOf = (text: string): readonly string[] =>
  read(text).diagnostics.map((diagnostic) => formatDiagnostic(diagnostic).split('\n')[0]!);

describe('services that share a network are a pod', () => {
  it('and a service alone is one, too', () => {
    expect(shapes('services: {web: {image: i}, db: {image: i}}')).toEqual(['web: web app', 'db: db app']);
  });

  it('who has joined an app is its sidecar; that it depends on the owner means nothing', () => {
    expect(
      shapes(`
        services:
          app: {image: i}
          proxy: {image: i, network_mode: "service:app", depends_on: [app]}
      `),
    ).toEqual(['app: proxy sidecar app app']);
  });

  it('whom others wait for is a sidecar, whom they wait for until it is done an init container', () => {
    expect(
      shapes(`
        services:
          vpn: {image: i, healthcheck: {test: check}}
          app:
            image: i
            network_mode: service:vpn
            depends_on: {vpn: {condition: service_healthy}, migrate: {condition: service_completed_successfully}}
          migrate: {image: i, network_mode: "service:vpn", depends_on: {vpn: {condition: service_healthy}}}
      `),
    ).toEqual(['vpn: vpn sidecar migrate init app app']);
  });

  it('the extension has the last word', () => {
    expect(
      shapes(`
        services:
          app: {image: i}
          second: {image: i, network_mode: "service:app", x-outrider: {role: app}}
      `),
    ).toEqual(['app: app app second app']);
  });

  it('what cannot be is told at its place', () => {
    expect(problemsOf('services:\n  a: {image: i, network_mode: "service:b"}')).toEqual([
      'c:2:31: error: services.a.network_mode: there is no service b',
    ]);
    expect(problemsOf('services: {a: {image: i, network_mode: host}}')[0]).toContain('found host');
    expect(
      problemsOf(`
        services:
          a: {image: i, network_mode: "service:b"}
          b: {image: i, network_mode: "service:a"}
      `)[0],
    ).toContain('goes in a circle: a, b, a');
  });
});

it('a service of the same pod is never optional, and that is told', () => {
  const optional = (more: string): readonly string[] =>
    problemsOf(`
      services:
        app: {image: i, depends_on: {side: {condition: service_started, required: false}}}
        side: {image: i${more}}
    `);
  expect(optional(', network_mode: "service:app"')).toEqual([
    'c:2:77: warning: services.app.depends_on.side.required: counts between pods only: side is in the pod of app, which does not start without it',
  ]);
  expect(optional('')).toEqual([]);
});

it('services that wait for each other, or for none that there is, are told', () => {
  const both = `
    services:
      a: {image: i, network_mode: "service:b", depends_on: [c]}
      b: {image: i}
      c: {image: i, network_mode: "service:b", depends_on: [a]}
  `;
  expect(problemsOf(both)).toEqual([
    expect.stringMatching(/^c:2:57: error: services\.a\.depends_on\.c: goes in a circle: a, c, a/),
  ]);
  expect(
    problemsOf(`
      services:
        a: {image: i, depends_on: [b]}
        b: {image: i, depends_on: {c: {condition: service_healthy}}}
        c: {image: i, depends_on: [b]}
        d: {image: i, depends_on: [d]}
    `),
  ).toEqual([
    'c:3:30: error: services.b.depends_on.c: goes in a circle: b, c, b (lines 3, 4)',
    'c:5:30: error: services.d.depends_on.d: goes in a circle: d, d (line 5)',
  ]);
  expect(problemsOf('services:\n  a: {image: i, depends_on: [x]}')).toEqual([
    'c:2:30: error: services.a.depends_on.x: there is no service x',
  ]);
  expect(problemsOf('services: {a: {image: i, depends_on: {x: {required: false}}}}')).not.toContainEqual(
    expect.stringContaining('error'),
  );
});

it.each([
  ['', false],
  [', healthcheck: {disable: true}', true],
  [', healthcheck: {test: [NONE]}', true],
  [', healthcheck: {interval: 5s}', false],
  [', healthcheck: {test: [CMD, x]}', false],
])('a service that is to be healthy has no check that is turned off: %j', (check, isWrong) => {
  for (const [network, required] of [
    [', network_mode: "service:app"', true],
    ['', true],
    ['', false],
  ] as const) {
    const problems = problemsOf(`
      services:
        app: {image: i, depends_on: {db: {condition: service_healthy, required: ${required}}}}
        db: {image: i${network}${check}}
    `).filter((problem) => !problem.includes('warning'));
    const message =
      'c:2:32: error: db has its healthcheck turned off, so nobody can know when it is healthy: wait with service_started';
    expect(problems).toEqual(isWrong && required ? [message] : []);
  }
});

it('a health check that the file leaves out is that of the image, with what the file says of its times', () => {
  const pods = podsOf(`
    services:
      app: {image: i, depends_on: {db: {condition: service_healthy}, cache: {condition: service_healthy}}}
      db: {image: i, network_mode: "service:app", healthcheck: {interval: 5s, retries: 2}}
      cache: {image: i}
      own: {image: i, healthcheck: {test: [CMD, x]}}
      off: {image: i, healthcheck: {disable: true}}
  `);
  const left = pods.flatMap(({ initContainers, containers }) =>
    [...initContainers, ...containers].map(({ name, engine }) => [name, engine?.imageHealthcheck]),
  );
  expect(Object.fromEntries(left)).toEqual({
    app: {},
    db: { intervalSeconds: 5, retries: 2, gates: true, awaited: true },
    cache: { awaited: true },
    own: undefined,
    off: undefined,
  });
});

it('the test of a health check says what is run, or is refused', () => {
  expect(containerOf('healthcheck: {test: [CMD, a, b]}').readinessProbe?.handler).toEqual({
    type: 'exec',
    command: ['a', 'b'],
  });
  expect(containerOf('healthcheck: {test: a b}').readinessProbe?.handler).toEqual({
    type: 'exec',
    command: ['/bin/sh', '-c', 'a b'],
  });
  expect(problemsOf('services: {app: {image: i, healthcheck: {test: [curl, x]}}}')).toEqual([
    'c:1:49: error: services.app.healthcheck.test[0]: a list begins with CMD, CMD-SHELL or NONE, found curl',
  ]);
});

it('a name that no pod can have is told with the one that it has', () => {
  expect(problemsOf('services:\n  my_app: {image: i}')).toEqual([
    expect.stringMatching(/^c:2:3: warning: called my-app here/),
  ]);
});

describe('a service is a container', () => {
  it('with its command taken apart as a shell does, and nothing for Kubernetes to expand', () => {
    expect(containerOf(`command: 'sh -c "echo $$HOME $$(id)"', entrypoint: [tini, --]`)).toMatchObject({
      command: ['tini', '--'],
      args: ['sh', '-c', 'echo $HOME $(id)'],
    });
  });

  it('with variables of the file, of env_file below environment, and of whoever calls', () => {
    const { image, env } = podsOf(`
      services:
        app:
          image: "web:\${TAG:-latest}"
          env_file: app.env
          environment: {B: own, TOKEN: , N: 1, F: true, MISSING: }
    `)[0]!.containers[0]!;
    expect(image).toBe('web:1.2');
    expect(env.map((one) => `${one.name}=${'value' in one ? one.value : '?'}`)).toEqual([
      'A=file',
      'B=own',
      'TOKEN=s3cret',
      'N=1',
      'F=true',
    ]);
  });

  it('with volumes that several share, made once for the pod', () => {
    const [pod] = podsOf(`
      services:
        app: {image: i, volumes: ["data:/data", "./conf:/conf:ro", "/anonymous"], tmpfs: /run}
        proxy: {image: i, network_mode: "service:app", volumes: ["data:/data", "~/x:/x"]}
      volumes: {data: }
    `);
    expect(pod!.volumes).toEqual([
      expect.objectContaining({ name: 'data', type: 'persistent', claimName: 'data' }),
      expect.objectContaining({ type: 'hostPath', path: '/home/me/x', create: true }),
      expect.objectContaining({ type: 'hostPath', path: '/home/me/shop/conf' }),
      expect.objectContaining({ type: 'emptyDir', medium: 'disk' }),
      expect.objectContaining({ type: 'emptyDir', medium: 'memory' }),
    ]);
    const mounts = pod!.containers[0]!.volumeMounts;
    expect(mounts.map(({ mountPath, readOnly }) => `${mountPath} ${readOnly}`)).toEqual([
      '/data false',
      '/conf true',
      '/anonymous false',
      '/run false',
    ]);
    expect(problemsOf('services: {a: {image: i, volumes: ["data:/data"]}}')[0]).toMatch(
      /error: there is no volume data/,
    );
  });

  it('with ports, limits, a user, capabilities and a signal', () => {
    expect(
      containerOf(
        'ports: ["127.0.0.1:8080:80/udp"], mem_limit: 64m, cpus: 0.5, user: "7:8", cap_drop: [ALL], stop_signal: quit',
      ),
    ).toMatchObject({
      ports: [{ containerPort: 80, hostPort: 8080, hostIP: '127.0.0.1', protocol: 'UDP' }],
      resources: { memoryBytes: 64 * 1024 * 1024, nanoCpus: 500_000_000 },
      securityContext: { runAsUser: 7, runAsGroup: 8, capabilitiesDrop: ['ALL'] },
      stopSignal: 'SIGQUIT',
    });
  });

  it('that is started again as Compose says, and a sidecar always', () => {
    const policies = ['"no"', 'always', 'unless-stopped', 'on-failure:3'].map(
      (restart) => podsOf(`services: {app: {image: i, restart: ${restart}}}`)[0]!.restartPolicy,
    );
    expect(policies).toEqual(['Never', 'Always', 'Always', 'OnFailure']);
    expect(podsOf('services: {app: {image: i}}')[0]!.restartPolicy).toBe('Never');
    expect(problemsOf('services: {app: {image: i, restart: sometimes}}')[0]).toContain('found sometimes');
  });

  it('with a health check that gates a sidecar whom others wait for, and says who is ready', () => {
    const check =
      'healthcheck: {test: [CMD, check], interval: 2s, timeout: 500ms, retries: 5, start_period: 10s}';
    const [pod] = podsOf(`
      services:
        app: {image: i, network_mode: "service:proxy", depends_on: {proxy: {condition: service_healthy}}}
        proxy: {image: i, ${check}}
        other: {image: i, network_mode: "service:proxy", ${check}}
    `);
    const [proxy, other] = pod!.initContainers;
    expect(proxy).toMatchObject({
      startupProbe: { periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 10 },
      readinessProbe: { periodSeconds: 2, failureThreshold: 5, handler: { command: ['check'] } },
    });
    expect(other!.startupProbe).toBeUndefined();
    expect(containerOf('healthcheck: {test: curl localhost}').readinessProbe).toMatchObject({
      handler: { command: ['/bin/sh', '-c', 'curl localhost'] },
      periodSeconds: 30,
    });
    expect(containerOf('healthcheck: {test: [NONE]}').readinessProbe).toBeUndefined();
  });

  it('whose traffic a sidecar takes when the extension says so', () => {
    const [pod] = podsOf(`
      services:
        app: {image: i}
        proxy: {image: i, user: "101", network_mode: "service:app", x-outrider: {capture: {proxy: proxy}}}
    `);
    expect(pod!.capture).toMatchObject({ proxy: 'proxy' });
  });
});

describe('what is wrong stands at its place in the Compose file', () => {
  it.each([
    ['services:\n  app: {imge: i}', 'c:2:9: error: services.app.imge: unknown field; did you mean image?'],
    ['services:\n  app: {}', 'c:2:3: error: services.app: image is missing'],
    ['services:\n  app: {image: i, tty: 1}', /^c:2:24: error: services.app.tty: needs true or false/],
    [`services:\n  app: {image: "\${"}`, /^c:2:17: error: invalid interpolation/],
    [`services:\n  app: {image: "a\${NOPE}"}`, 'c:2:18: warning: NOPE is not set; it is empty here'],
    ['include: [a.yaml]\nservices: {app: {image: i}}', 'c:1:11: error: cannot read a.yaml'],
    ['services:\n  app: {image: i, secrets: [a]}', 'c:2:29: error: there is no secret a under secrets'],
    ['services:\n  app: {image: i, networks: [a]}', 'c:2:30: error: there is no network a under networks'],
    ['services:\n  app: {image: i, volumes_from: [a]}', /^c:2:34: error: .*there is no service a/],
    ['services:\n  app: {image: i, links: [a]}', /^c:2:27: error: .*there is no service a/],
    [
      'services:\n  app: {image: i, ipc: none}',
      /^c:2:24: error: .*needs host, private or shareable, found none/,
    ],
    ['services:\n  app: {image: i, memswap_limit: x}', /^c:2:34: error: .*needs a size such as 64m, found x/],
    ['services:\n  app: {image: i, security_opt: ["seccomp:a.json"]}', /^c:2:34: error: cannot read a.json/],
    ['services:\n  app: {image: i, privileged: true}', /^c:2:19: error: privileged is not given/],
    ['services:\n  app: {image: i, ports: [80x]}', /^c:2:27: error: .*80x/],
    ['services:\n  app: {image: i, env_file: no.env}', 'c:2:29: error: cannot read no.env'],
    ['services:\n  app: {image: i, command: "a \'b"}', /^c:2:28: error: .*quote that is not closed/],
    ['services:\n  app: {image: i, labels: {dev.outrider.x: b}}', /^c:2:28: error: .*Outrider’s own/],
    [
      'services:\n  app: {image: i, logging: {driver: syslog}}',
      /^c:2:19: warning: ignored here: the log driver syslog/,
    ],
    [
      'services:\n  app: {image: i, profiles: [x]}\n  b: {image: i, depends_on: [app]}',
      /^c:3:30: error: .*app is left out, as its profile is not asked for: --profile x/,
    ],
  ])('%j', (text, wanted) => {
    const problems = problemsOf(text);
    expect(problems).toContainEqual(typeof wanted === 'string' ? wanted : expect.stringMatching(wanted));
  });

  it('also of what a rule of pods finds', () => {
    const text = 'services:\n  app:\n    image: i\n    volumes: ["a:/x"]\n    tmpfs: /x\nvolumes: {a: }';
    expect(problemsOf(text)[0]).toMatch(/^c:5:12: error: .*mountPath/);
  });
});
