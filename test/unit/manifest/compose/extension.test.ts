import { describe, expect, it } from '@jest/globals';
import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { composeJsonSchema } from '../../../../src/manifest/json-schema.ts';
import { readDocuments } from '../../../../src/manifest/read-documents.ts';
import type { Pod } from '../../../../src/pod/model.ts';
import { lines } from '../read-text.ts';
import { projectProblems, readProject } from './project-files.ts';

function podsOf(text: string): readonly Pod[] {
  const { pods, diagnostics } = readProject({ 'compose.yaml': text });
  if (pods.length === 0) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return pods;
}

/** `RECIPE key=value … -> POD …` of each recipe that a file asks for. */
function wishes(text: string): readonly string[] {
  return readDocuments([{ file: 'compose.yaml', text: lines(text) }]).wishes.map(
    ({ name, parameters, pods }) =>
      [name, ...Object.entries(parameters).map(([key, value]) => `${key}=${value}`), '->', ...pods].join(' '),
  );
}

const problems = (text: string): readonly string[] => projectProblems({ 'compose.yaml': text });

describe('sidecars of x-outrider', () => {
  it('are recipes of the pod of their service, with values as on a command line', () => {
    expect(
      wishes(`
        services:
          web:
            image: i
            x-outrider:
              sidecars: [haproxy, {envoy: {timeout: 5s, hosts: [a, b], retries: 3, fast: true}}, {mtls: }]
          helper: {image: i, network_mode: "service:web", x-outrider: {sidecars: [fluentd]}}
          db: {image: i}
      `),
    ).toEqual([
      'haproxy -> web',
      'envoy timeout=5s hosts=a,b retries=3 fast=true -> web',
      'mtls -> web',
      'fluentd -> web',
    ]);
  });

  it('at the top are for every pod, or for those of the services that are named', () => {
    const services = 'services: {web: {image: i, scale: 2}, app_db: {image: i}}';
    expect(wishes(`${services}\nx-outrider: {sidecars: [envoy]}`)).toEqual(['envoy -> web-1 web-2 app-db']);
    expect(wishes(`${services}\nx-outrider: {sidecars: [{envoy: {pods: [app_db], port: 1}}]}`)).toEqual([
      'envoy port=1 -> app-db',
    ]);
  });

  it('of a service count before the same recipe at the top, and the same wish twice is one', () => {
    expect(
      wishes(`
        services:
          a: {image: i, x-outrider: {sidecars: [{envoy: {port: 2}}]}}
          b: {image: i}
          c: {image: i, x-outrider: {sidecars: [{envoy: {port: 2}}]}}
        x-outrider: {sidecars: [envoy]}
      `),
    ).toEqual(['envoy -> b', 'envoy port=2 -> a c']);
  });

  it('name the folder of a recipe from the folder of the file', () => {
    expect(wishes('services: {a: {image: i, x-outrider: {sidecars: [./mine]}}}')).toEqual(['/mine -> a']);
  });

  it('that are none are told where they stand', () => {
    expect(
      problems(`
        services:
          web:
            image: i
            x-outrider:
              sidecars: [{a: , b: }, 7, {a: {x: {}}}]
      `),
    ).toEqual([
      'compose.yaml:5:30: error: services.web.x-outrider.sidecars[1]: needs a recipe, as envoy or {envoy: {timeout: 5s}}, found the number 7',
      'compose.yaml:5:41: error: services.web.x-outrider.sidecars[2].a.x: needs a value or a list of values, found a mapping',
    ]);
    expect(
      problems(`
        services:
          web: {image: i, x-outrider: {sidecars: [{a: , b: }, {c: {pods: [web]}}]}}
        x-outrider: {sidecars: [{d: {pods: [wbe]}}]}
      `),
    ).toEqual([
      'compose.yaml:2:43: error: services.web.x-outrider.sidecars[0]: needs one recipe, found a, b: each is an item of its own',
      'compose.yaml:2:60: error: services.web.x-outrider.sidecars[1].c.pods: the pod is that of the service; several are named at the top of the file',
      'compose.yaml:3:36: error: x-outrider.sidecars[0].d.pods: there is no service wbe; did you mean web?',
    ]);
  });
});

describe('capture of x-outrider', () => {
  it('is that of the pod; what the file gives for every pod holds where the service says nothing', () => {
    const pods = podsOf(`
      services:
        web: {image: i, x-outrider: {capture: {mode: TPROXY, excludeInboundPorts: [1]}}}
        proxy: {image: i, network_mode: "service:web"}
        api: {image: i, x-outrider: {capture: "{proxy: other, quic: reject}"}}
        other: {image: i, network_mode: "service:api"}
      x-outrider: {capture: {mode: REDIRECT, excludeOutboundPorts: [5432], quic: allow}}
    `);
    expect(
      pods.map(({ capture }) => [
        capture?.proxy,
        capture?.mode,
        capture?.quic,
        capture?.excludeOutboundPorts,
      ]),
    ).toEqual([
      ['proxy', 'TPROXY', 'allow', ['5432']],
      ['other', 'REDIRECT', 'reject', ['5432']],
    ]);
  });

  it('has the places of its options, and one place in a pod', () => {
    expect(
      problems(`
        services:
          web:
            image: i
            x-outrider:
              capture: {excludeOutboundPort: [1], mode: TPROXI}
      `),
    ).toEqual([
      'compose.yaml:5:17: error: services.web.x-outrider.capture.excludeOutboundPort: unknown field; did you mean excludeOutboundPorts?',
      'compose.yaml:5:49: error: services.web.x-outrider.capture.mode: needs REDIRECT, TPROXY or NONE, found "TPROXI"; did you mean TPROXY?',
    ]);
    expect(
      problems(`
        services:
          web: {image: i, x-outrider: {capture: {proxy: proxy}}}
          proxy: {image: i, network_mode: "service:web", x-outrider: {capture: {proxy: proxy}}}
      `),
    ).toEqual([expect.stringMatching(/^compose.yaml:3:63: error: .*has one already, at service proxy|web/)]);
  });
});

describe('probes of x-outrider', () => {
  it('are those of Kubernetes, each instead of what the health check says', () => {
    const [pod] = podsOf(`
      services:
        web:
          image: i
          healthcheck: {test: check, interval: 7s}
          x-outrider:
            probes:
              startup: {httpGet: {port: 8080, path: /ready}, periodSeconds: 1}
              liveness: {grpc: {port: 9000}}
    `);
    expect(pod!.containers[0]).toMatchObject({
      startupProbe: { handler: { type: 'httpGet', port: 8080, path: '/ready' }, periodSeconds: 1 },
      livenessProbe: { handler: { type: 'grpc', port: 9000 } },
      readinessProbe: { handler: { type: 'exec' }, periodSeconds: 7 },
    });
  });

  it('make a sidecar that others wait for start when it is ready', () => {
    const [pod] = podsOf(`
      services:
        app:
          image: i
          depends_on: {proxy: {condition: service_healthy}}
        proxy:
          image: i
          network_mode: service:app
          x-outrider: {probes: {readiness: {tcpSocket: {port: 1}, successThreshold: 2}}}
    `);
    expect(pod!.initContainers[0]).toMatchObject({
      startupProbe: { handler: { type: 'tcpSocket', port: 1 }, successThreshold: 1 },
      readinessProbe: { handler: { type: 'tcpSocket', port: 1 }, successThreshold: 2 },
    });
  });

  it('are checked where they stand', () => {
    expect(
      problems(`
        services:
          web:
            image: i
            x-outrider:
              probes:
                startup: {httpGet: {port: web}, successThreshold: 3}
                live: {}
      `),
    ).toEqual(['compose.yaml:7:9: error: services.web.x-outrider.probes.live: unknown field']);
    expect(
      problems(`
        services:
          web:
            image: i
            x-outrider:
              probes:
                startup: {httpGet: {port: web}, successThreshold: 3}
      `),
    ).toEqual([
      expect.stringMatching(/^compose.yaml:6:35: warning: .*startupProbe.httpGet.port/),
      expect.stringMatching(/^compose.yaml:6:59: error: .*startupProbe.successThreshold/),
    ]);
  });
});

it('an unknown key of x-outrider is told with the nearest one, at a service and at the top', () => {
  expect(
    problems(`
      services: {web: {image: i, x-outrider: {rol: app}}}
      x-outrider: {sidecar: []}
    `),
  ).toEqual([
    'compose.yaml:1:41: error: services.web.x-outrider.rol: unknown field; did you mean role?',
    'compose.yaml:2:14: error: x-outrider.sidecar: unknown field; did you mean sidecars?',
  ]);
});

describe('the JSON schema of Compose files', () => {
  interface Node {
    readonly properties?: Readonly<Record<string, Node>>;
    readonly additionalProperties?: Node;
    readonly allOf?: readonly { readonly $ref: string }[];
    readonly anyOf?: readonly Node[];
    readonly description?: string;
    readonly $ref?: string;
    readonly $defs?: Readonly<Record<string, Node>>;
  }
  const schema = composeJsonSchema() as Node;
  const ofFile = schema.properties!['x-outrider']!;
  const ofService = schema.properties!['services']!.additionalProperties!.properties!['x-outrider']!;

  it('is that of the specification with x-outrider added', () => {
    expect(schema.allOf?.[0]?.$ref).toMatch(/compose-spec\.json$/);
    expect(Object.keys(ofService.properties!)).toEqual(['role', 'sidecars', 'capture', 'probes']);
    expect(Object.keys(ofFile.properties!)).toEqual(['sidecars', 'capture']);
  });

  it('knows every key that the reader knows, and no other', () => {
    const keys = [...Object.keys(ofService.properties!), 'nonsense'];
    const unknown = keys.filter((key) =>
      problems(`services: {web: {image: i, x-outrider: {${key}: ~}}}`).some((one) =>
        one.includes('unknown field'),
      ),
    );
    expect(unknown).toEqual(['nonsense']);
  });

  it('has the options of capture and the fields of probes, each with a word on it', () => {
    const options = ofService.properties!['capture']!.anyOf!.find((one) => one.properties)!;
    expect(options.properties).toHaveProperty('excludeOutboundPorts');
    const startup = ofService.properties!['probes']!.properties!['startup']!;
    expect(startup.$ref).toBe('#/$defs/Probe');
    expect(schema.$defs!['Probe']!.properties).toHaveProperty('periodSeconds');
    expect(ofFile.properties!['sidecars']!.description).toMatch(/every pod/);
  });
});
