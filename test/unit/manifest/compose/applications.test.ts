// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

import { describe, expect, it } from '@jest/globals';
import type { Pod } from '../../../../src/pod/model.ts';
import { containersOf, projectProblems, readProject, variablesOf } from './project-files.ts';

type Files = Readonly<Record<string, string>>;

/** The pods of files that are right. @throws what is wrong. */
function podsOf(files: Files, environment: Readonly<Record<string, string>> = {}): readonly Pod[] {
  const { pods, diagnostics } = readProject(files, { environment });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return pods;
}

describe('what the official Compose takes is taken', () => {
  it('a build without an image, which is named after project and service', () => {
    const [pod] = podsOf({ c: 'services: {app: {build: .}}' });
    expect(pod!.containers[0]).toMatchObject({
      image: 'shop-app',
      engine: { build: { context: '/home/somebody/shop' } },
    });
  });

  it('secrets and configs, short and long', () => {
    const [pod] = podsOf(
      {
        c: `
          services:
            app:
              image: i
              secrets: [key, {source: word, target: /word, mode: 0400}]
              configs: [conf, {source: conf, target: /etc/conf}]
          secrets: {key: {file: key.txt}, word: {environment: WORD}}
          configs: {conf: {content: text}}
        `,
        'key.txt': 'k',
      },
      { WORD: 'w' },
    );
    expect(pod!.containers[0]!.volumeMounts.map(({ mountPath }) => mountPath)).toEqual([
      ...['/conf', '/etc/conf'],
      ...['/run/secrets/key', '/word'],
    ]);
  });

  it('the network of a container of the file, by its name', () => {
    const pods = podsOf({
      c: 'services: {vpn: {image: i, container_name: tunnel}, app: {image: i, network_mode: "container:tunnel"}}',
    });
    expect(pods.map(({ name, initContainers }) => [name, initContainers.map((one) => one.name)])).toEqual([
      ['vpn', ['app']],
    ]);
  });

  it('a dollar before what is no variable', () => {
    const { app } = containersOf({
      c: `services: {app: {image: i, command: [sh, -c, "echo $(date) $'x' 100$"]}}`,
    });
    expect(app!.args).toEqual(['sh', '-c', `echo $(date) $'x' 100$`]);
  });

  it('services of other files, by extends and include', () => {
    const pods = podsOf({
      c: 'include: [more]\nservices: {app: {extends: {file: base, service: b}, image: own}}',
      more: 'services: {other: {image: o}}',
      base: 'services: {b: {image: i, environment: {A: 1}}}',
    });
    expect(
      pods.map(({ name, containers }) => [name, containers[0]!.image, containers[0]!.env.length]),
    ).toEqual([
      ['app', 'own', 1],
      ['other', 'o', 0],
    ]);
  });

  it('commands of hooks, and the volumes of another service', () => {
    const [app] = podsOf({
      c: `
        services:
          app: {image: i, post_start: [{command: a}], pre_stop: [{command: b}], volumes_from: ["db:ro"]}
          db: {image: i, volumes: ["data:/data"]}
        volumes: {data: }
      `,
    });
    const [container] = app!.containers;
    expect(container).toMatchObject({ postStart: { type: 'execs' }, preStop: { type: 'execs' } });
    expect(container!.volumeMounts).toMatchObject([{ mountPath: '/data', readOnly: true }]);
  });

  it('a switch or a number from a variable', () => {
    const text =
      'services: {app: {image: i, read_only: "${X:-true}", init: $Y, mem_limit: "${M:-64m}", scale: "${N:-1}"}}';
    const [pod] = podsOf({ c: text }, { Y: 'false' });
    expect(pod!.containers[0]).toMatchObject({
      securityContext: { readOnlyRootFilesystem: true },
      resources: { memoryBytes: 64 * 2 ** 20 },
    });
  });

  it('files of variables with comments that are indented, and names alone', () => {
    const { app } = containersOf(
      {
        c: 'services: {app: {image: i, env_file: e}}',
        e: 'A=1\n\n  # a comment\nB=2\nGIVEN\nMISSING\nC=3\n',
      },
      { environment: { GIVEN: 'given' } },
    );
    expect(variablesOf(app)).toEqual(['A=1', 'B=2', 'GIVEN=given', 'C=3']);
  });

  it('a range of host ports for one port', () => {
    const [pod] = podsOf({ c: 'services: {app: {image: i, ports: ["80-81:80"]}}' });
    expect(pod!.engine).toEqual({ portRanges: { '80/tcp': '80-81' } });
  });

  it('one anchor that a hundred services share', () => {
    const services = Array.from(
      { length: 130 },
      (_, index) => `  s${index}: {<<: *base, labels: *base_labels}`,
    );
    const pods = podsOf({
      c: `x-base: &base {image: i, environment: &env {A: 1}}\nx-labels: &base_labels {l: m}\nservices:\n${services.join('\n')}\n`,
    });
    expect(pods).toHaveLength(130);
  });

  it.each(['a.b.test', 'under_score'])('the host name %s', (hostname) => {
    const [pod] = podsOf({ c: `services: {app: {image: i, hostname: ${hostname}}}` });
    expect(pod!.engine).toEqual({ hostname });
  });

  it('a device and a right of the container that owns the network of others', () => {
    const [pod] = podsOf({
      c: `
        services:
          vpn: {image: i, cap_add: [NET_ADMIN], devices: [/dev/net/tun], sysctls: {net.ipv4.conf.all.src_valid_mark: 1}}
          app: {image: i, network_mode: "service:vpn"}
      `,
    });
    expect(pod).toMatchObject({
      network: { sysctls: { 'net.ipv4.conf.all.src_valid_mark': '1' } },
      containers: [
        {
          name: 'vpn',
          securityContext: { capabilitiesAdd: ['NET_ADMIN'] },
          engine: { devices: [{ source: '/dev/net/tun', target: '/dev/net/tun' }] },
        },
      ],
    });
  });

  it('the folder of the caller as PWD, and every word for a restart', () => {
    const pods = podsOf(
      {
        c: `
          services:
            app: {image: i, volumes: ["\${PWD}:/src"], deploy: {restart_policy: {condition: unless-stopped}}}
        `,
      },
      { PWD: '/home/somebody/shop' },
    );
    expect(pods[0]).toMatchObject({ restartPolicy: 'Always', volumes: [{ path: '/home/somebody/shop' }] });
  });
});

describe('what cannot be meant is refused at its place', () => {
  it.each([
    [
      'a container without a name',
      'services: {app: {image: i, container_name: ""}}',
      /container_name: needs letters/,
    ],
    [
      'one name for several containers',
      'services: {app: {image: i, container_name: one, scale: 2}}',
      /container_name: is one name for 2 replicas/,
    ],
    [
      'a build for other platforms than the service runs on',
      'services: {app: {platform: linux/s390x, build: {context: ., platforms: [linux/amd64]}}}',
      /build.platforms: does not name the platform of the service, linux.s390x/,
    ],
    ['an image that is empty', 'services: {app: {image: "${UNSET}"}}', /image is missing/],
    [
      'services that wait for each other',
      'services: {a: {image: i, depends_on: [b]}, b: {image: i, depends_on: [a]}}',
      /a.*b|b.*a/,
    ],
    [
      'an anchor that contains itself',
      'services: {app: {image: i, ports: &m [*m]}}',
      /alias|anchor|contains itself/,
    ],
    [
      'a range of ports that does not fit',
      'services: {app: {image: i, ports: ["80-82:80-81"]}}',
      /host ports: 3, container ports: 2/,
    ],
    [
      'one port of the machine for two services',
      'services: {a: {image: i, ports: ["80:80"]}, b: {image: i, ports: ["80:81"]}}',
      /80\/TCP is taken by container a of pod a/,
    ],
    [
      'a variable that has to be set',
      'services: {app: {image: "${TAG:?give a tag}"}}',
      /TAG is not set: give a tag/,
    ],
    [
      'a file of variables that is not there',
      'services: {app: {image: i, env_file: none}}',
      /cannot read none/,
    ],
    [
      'a service that is not there',
      'services: {app: {image: i, depends_on: [dp]}, db: {image: i}}',
      /there is no service dp; did you mean db\?/,
    ],
  ])('%s', (_, text, message) => {
    const { pods, diagnostics } = readProject({ c: text });
    expect(pods).toEqual([]);
    const errors = projectProblems({ c: text }).filter((problem) => problem.includes(' error: '));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^c:1:\d+: /);
    expect(errors[0]).toMatch(message);
    expect(diagnostics.map(({ message: words }) => words).join()).not.toMatch(
      /\[object |undefined|call stack/,
    );
  });

  it('thousands of wrong items, in one go', () => {
    const items = Array.from({ length: 20_000 }, () => '{}').join(', ');
    expect(projectProblems({ c: `services: {app: {image: i, ports: [${items}]}}` }).length).toBeGreaterThan(
      0,
    );
  });

  it('control characters of the file are not printed', () => {
    const problems = projectProblems({ c: 'services: {app: {image: i, "\\e[31mred": 1}}' }).join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
    expect(problems).not.toMatch(/[\0-\x08\x0b-\x1f]/);
    expect(problems).toContain('red');
  });
});

it('ten thousand published ports of one range are read', () => {
  const [pod] = podsOf({ c: 'services: {app: {image: i, ports: ["20000-30000:20000-30000/udp"]}}' });
  expect(pod!.containers[0]!.ports).toHaveLength(10_001);
});
