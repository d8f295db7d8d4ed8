/** A pod, and the findings that it has: `line code` each. */
export type LintCase = readonly [name: string, text: string, codes: readonly string[]];

const image = 'image: "outrider/demo:0.1"';
const startup = 'startupProbe: {tcpSocket: {port: 1}}';

/** A pod from the lines of its spec: the first line of the spec is line 6 of the file, or line 7 with capture. */
export function pod(
  spec: readonly string[],
  options: { name?: string; capture?: string; job?: boolean } = {},
): string {
  const { name = 'web', capture, job } = options;
  return [
    'apiVersion: v1',
    'kind: Pod',
    `metadata: {name: ${name}}`,
    ...(capture ? [`# capture`] : []),
    'spec:',
    `  restartPolicy: ${job ? 'Never' : 'Always'}`,
    ...spec.map((line) => `  ${line}`),
    '',
  ]
    .join('\n')
    .replace(
      `metadata: {name: ${name}}\n# capture`,
      `metadata:\n  {name: ${name}, annotations: {outrider.dev/capture: "${capture}"}}`,
    );
}

const app = (more = ''): string => `  - {name: app, ${image}${more}}`;
const proxy = (more = ''): string => `  - {name: proxy, ${image}, restartPolicy: Always, ${startup}${more}}`;
const helper = (more: string): string =>
  `  - {name: helper, image: "shop/helper:1", restartPolicy: Always, ${startup}${more}}`;
const configMap = (text: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {settings.conf: ${JSON.stringify(text)}}\n---\n`;
const settings = ['volumes:', '  - {name: settings, configMap: {name: settings}}'];
const mounted = ', volumeMounts: [{name: settings, mountPath: /etc/settings}]';
const code = ['volumes:', '  - {name: code, emptyDir: {}}', '  - {name: data, emptyDir: {}}'];
const inCode = 'volumeMounts: [{name: code, mountPath: /srv/code}]';

/** Mistakes, each with the line at which it is found. */
export const mistakes: readonly LintCase[] = [
  [
    'two apps declare one port',
    pod([
      'containers:',
      app(', ports: [{containerPort: 8080}]'),
      `  - {name: two, ${image}, ports: [{containerPort: 8080}]}`,
    ]),
    ['8 shared-port'],
  ],
  [
    'a sidecar declares the port of the app',
    pod([
      'initContainers:',
      proxy(', ports: [{containerPort: 80}]'),
      'containers:',
      app(', ports: [{containerPort: 80}]'),
    ]),
    ['9 shared-port'],
  ],
  [
    'the second of two ports is taken',
    pod([
      'containers:',
      app(', ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}]'),
      `  - {name: dns, ${image}, ports: [{containerPort: 53, protocol: UDP}]}`,
    ]),
    ['8 shared-port'],
  ],
  [
    'the image of the app runs under the uid of the proxy',
    pod(
      [
        'initContainers:',
        `  - {name: proxy, ${image}, restartPolicy: Always, ${startup}, securityContext: {runAsUser: 101}}`,
        'containers:',
        '  - {name: app, image: "nginxinc/nginx-unprivileged:1.27"}',
      ],
      { capture: 'proxy: proxy' },
    ),
    ['10 proxy-user'],
  ],
  [
    'capture leads to a port that the declared ports do not have',
    pod(
      [
        'initContainers:',
        proxy(', ports: [{containerPort: 15009}, {containerPort: 15006}]'),
        'containers:',
        app(),
      ],
      { capture: 'proxy: proxy' },
    ),
    ['4 capture-without-listener'],
  ],
  [
    'capture leads to a port that the configuration does not name',
    configMap('frontend out\n  bind 127.0.0.1:15001\nfrontend in\n  bind :15006\n') +
      pod(['initContainers:', proxy(mounted), 'containers:', app(), ...settings], {
        capture: '{proxy: proxy, outboundPort: 15009}',
      }),
    ['9 capture-without-listener'],
  ],
  [
    'the inbound port is missing from the arguments',
    pod(['initContainers:', proxy(', args: ["--listen=15001"]'), 'containers:', app()], {
      capture: 'proxy: proxy',
    }),
    ['4 capture-without-listener'],
  ],
  [
    'a liveness probe of the app asks the sidecar',
    pod([
      'initContainers:',
      proxy(', ports: [{containerPort: 9000}]'),
      'containers:',
      app(', livenessProbe: {httpGet: {path: /healthz, port: 9000}}'),
    ]),
    ['9 liveness-of-another'],
  ],
  [
    'a liveness probe of the sidecar asks the app',
    pod([
      'initContainers:',
      proxy(', livenessProbe: {tcpSocket: {port: 8080}}'),
      'containers:',
      app(', ports: [{containerPort: 8080}]'),
    ]),
    ['7 liveness-of-another'],
  ],
  [
    'a password in a variable',
    pod(['containers:', app(', env: [{name: DB_PASSWORD, value: hunter22}]')]),
    ['7 baked-in-secret'],
  ],
  [
    'an API key in a variable',
    pod(['containers:', app(', env: [{name: STRIPE_API_KEY, value: sk_live_1}]')]),
    ['7 baked-in-secret'],
  ],
  [
    'a password in a URL',
    pod(['containers:', app(', env: [{name: DATABASE, value: "postgres://shop:hunter22@db/shop"}]')]),
    ['7 baked-in-secret'],
  ],
  [
    'a token in an argument',
    pod(['containers:', app(', args: ["--token=abcdef123"]')]),
    ['7 baked-in-secret'],
  ],
  [
    'a password in the argument after its option',
    pod(['containers:', app(', args: ["--password", "hunter22"]')]),
    ['7 baked-in-secret'],
  ],
  [
    'a password in the script of a shell',
    pod(['containers:', app(', command: [sh, -c, "exec login --password hunter22"]')]),
    ['7 baked-in-secret'],
  ],
  [
    'a private key in a ConfigMap',
    configMap('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n') + pod(['containers:', app(mounted), ...settings]),
    ['14 baked-in-secret'],
  ],
  [
    'a secret of an init container',
    pod([
      'initContainers:',
      `  - {name: fetch, ${image}, env: [{name: VAULT_TOKEN, value: hvs.abc}]}`,
      'containers:',
      app(),
    ]),
    ['7 baked-in-secret'],
  ],
  ['the image has no tag', pod(['containers:', '  - {name: app, image: shop/web}']), ['7 moving-tag']],
  [
    'the image is latest',
    pod(['containers:', '  - {name: app, image: "mirror.example:5000/shop/web:latest"}']),
    ['7 moving-tag'],
  ],
  [
    'the app and a sidecar run the code of one volume',
    pod([
      'initContainers:',
      helper(`, command: [python3, /srv/code/worker.py], ${inCode}`),
      'containers:',
      app(`, command: [python3, /srv/code/app.py], ${inCode}`),
      ...code,
    ]),
    ['7 business-logic-in-sidecar'],
  ],
  [
    'only the port of the sidecar is published',
    pod([
      'initContainers:',
      helper(', ports: [{containerPort: 3000, hostPort: 3000}]'),
      'containers:',
      app(', ports: [{containerPort: 8080}]'),
    ]),
    ['7 business-logic-in-sidecar'],
  ],
  [
    'the app asks the sidecar for orders',
    pod([
      'initContainers:',
      helper(', ports: [{containerPort: 3000}]'),
      'containers:',
      app(', env: [{name: ORDERS, value: "http://localhost:3000/orders"}]'),
    ]),
    ['7 business-logic-in-sidecar'],
  ],
  [
    'a sidecar is another program in each pod',
    `${pod(['initContainers:', helper(''), 'containers:', app()], { name: 'a' })}---\n${pod(['initContainers:', '  - {name: helper, image: "shop/prices:1", restartPolicy: Always, startupProbe: {tcpSocket: {port: 1}}}', 'containers:', app()], { name: 'b' })}`,
    ['7 business-logic-in-sidecar', '17 business-logic-in-sidecar'],
  ],
  [
    'a shell that sleeps longer than the grace period',
    pod([
      'terminationGracePeriodSeconds: 10',
      'containers:',
      app(', lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 15"]}}}'),
    ]),
    ['8 sleep-eats-grace'],
  ],
  [
    'a sleep of exactly the grace period',
    pod([
      'terminationGracePeriodSeconds: 5',
      'containers:',
      app(', lifecycle: {preStop: {sleep: {seconds: 5}}}'),
    ]),
    ['8 sleep-eats-grace'],
  ],
  [
    'a Job whose helper is called a sidecar',
    pod(['containers:', app(), `  - {name: log-sidecar, ${image}}`], { job: true }),
    ['8 proxy-among-apps'],
  ],
  [
    'an agent of secrets among the apps',
    pod(['containers:', app(), '  - {name: agent, image: "hashicorp/vault-agent:1"}']),
    ['8 proxy-among-apps'],
  ],
  [
    'a readiness probe alone does not make the app wait',
    pod([
      'initContainers:',
      `  - {name: proxy, ${image}, restartPolicy: Always, readinessProbe: {tcpSocket: {port: 1}}}`,
      'containers:',
      app(),
    ]),
    ['7 sidecar-without-startup-probe'],
  ],
  [
    'a startup probe that asks the app by number',
    pod([
      'initContainers:',
      `  - {name: proxy, ${image}, restartPolicy: Always, startupProbe: {httpGet: {path: /, port: 8080}}}`,
      'containers:',
      app(', ports: [{containerPort: 8080}]'),
    ]),
    ['7 startup-deadlock'],
  ],
  [
    'an init container between the rules and the proxy',
    pod(['initContainers:', `  - {name: migrate, ${image}}`, proxy(), 'containers:', app()], {
      capture: 'proxy: proxy',
    }),
    ['8 init-before-proxy'],
  ],
  [
    'a preStop hook that drains the proxy at once',
    pod([
      'initContainers:',
      proxy(', lifecycle: {preStop: {exec: {command: [drain]}}}'),
      'containers:',
      app(),
    ]),
    ['7 sidecar-pre-stop'],
  ],
  [
    'a shell as the first process',
    pod(['containers:', app(', command: [bash, -ec, "echo start; app"]')]),
    ['7 shell-as-first-process'],
  ],
];

/** Pods that look like a mistake and are none. */
export const lookAlikes: readonly (readonly [name: string, text: string])[] = [
  [
    'the app is told another user than that of its image',
    pod(
      [
        'initContainers:',
        `  - {name: proxy, ${image}, restartPolicy: Always, ${startup}, securityContext: {runAsUser: 101}}`,
        'containers:',
        '  - {name: app, image: "nginxinc/nginx-unprivileged:1.27", securityContext: {runAsUser: 1000, runAsGroup: 1000}}',
      ],
      { capture: 'proxy: proxy' },
    ),
  ],
  [
    'without capture a sidecar may have the user of the image of the app',
    pod([
      'initContainers:',
      `  - {name: helper, ${image}, restartPolicy: Always, ${startup}, securityContext: {runAsUser: 101}}`,
      'containers:',
      '  - {name: app, image: "nginxinc/nginx-unprivileged:1.27"}',
    ]),
  ],
  [
    'TCP and UDP of one number are two ports',
    pod([
      'containers:',
      app(', ports: [{containerPort: 53}]'),
      `  - {name: two, ${image}, ports: [{containerPort: 53, protocol: UDP}]}`,
    ]),
  ],
  [
    'an init container has ended when the app takes its port',
    pod([
      'initContainers:',
      `  - {name: setup, ${image}, ports: [{containerPort: 8080}]}`,
      'containers:',
      app(', ports: [{containerPort: 8080}]'),
    ]),
  ],
  [
    'a container may declare a port twice',
    pod([
      'containers:',
      app(', ports: [{containerPort: 80, name: http}, {containerPort: 80, name: metrics}]'),
    ]),
  ],
  [
    'a proxy whose image brings its configuration',
    pod(['initContainers:', proxy(), 'containers:', app()], { capture: 'proxy: proxy' }),
  ],
  [
    'a proxy that declares its capture ports',
    pod(
      [
        'initContainers:',
        proxy(', ports: [{containerPort: 15001}, {containerPort: 15006}]'),
        'containers:',
        app(),
      ],
      { capture: 'proxy: proxy' },
    ),
  ],
  [
    'a proxy whose configuration names the ports',
    configMap('bind 127.0.0.1:15001\nbind :15006\n') +
      pod(['initContainers:', proxy(mounted), 'containers:', app(), ...settings], {
        capture: 'proxy: proxy',
      }),
  ],
  [
    'a proxy that is told its ports by variables',
    pod(
      [
        'initContainers:',
        proxy(', env: [{name: OUT, value: "15001"}, {name: IN, value: "15006"}]'),
        'containers:',
        app(),
      ],
      { capture: 'proxy: proxy' },
    ),
  ],
  [
    'capture that is off needs no listener',
    pod(['initContainers:', proxy(', ports: [{containerPort: 9000}]'), 'containers:', app()], {
      capture: '{proxy: proxy, mode: NONE}',
    }),
  ],
  [
    'a liveness probe of a port of its own',
    pod([
      'initContainers:',
      proxy(', ports: [{containerPort: 9000}]'),
      'containers:',
      app(', ports: [{containerPort: 8080}], livenessProbe: {tcpSocket: {port: 8080}}'),
    ]),
  ],
  [
    'a readiness probe may ask what the app depends on',
    pod([
      'initContainers:',
      proxy(', ports: [{containerPort: 9000}]'),
      'containers:',
      app(', readinessProbe: {tcpSocket: {port: 9000}}'),
    ]),
  ],
  [
    'a probe that the mesh rewrote',
    pod([
      'initContainers:',
      proxy(', ports: [{containerPort: 15020}]'),
      'containers:',
      app(', livenessProbe: {httpGet: {path: /app-health/app/livez, port: 15020}}'),
    ]),
  ],
  [
    'a path of a password file',
    pod(['containers:', app(', env: [{name: DB_PASSWORD, value: /run/secrets/password}]')]),
  ],
  [
    'a variable that names a file',
    pod(['containers:', app(', env: [{name: DB_PASSWORD_FILE, value: password.txt}]')]),
  ],
  [
    'a switch about tokens',
    pod(['containers:', app(', env: [{name: REQUIRE_TOKEN, value: "true"}, {name: TOKEN_TTL, value: 30m}]')]),
  ],
  ['an empty password', pod(['containers:', app(', env: [{name: DB_PASSWORD, value: ""}]')])],
  [
    'a secret by reference',
    `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter22}\n---\n${pod(['containers:', app(', env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]')])}`,
  ],
  [
    'an argument that names a token file',
    pod(['containers:', app(', args: ["--token-file=/run/token", "--token", "/run/token"]')]),
  ],
  [
    'a URL with a user and no password',
    pod(['containers:', app(', env: [{name: REPOSITORY, value: "ssh://git@host/shop"}]')]),
  ],
  [
    'a public certificate in a ConfigMap',
    configMap('-----BEGIN CERTIFICATE-----\nMIID\n') + pod(['containers:', app(mounted), ...settings]),
  ],
  [
    'a digest does not move',
    pod(['containers:', `  - {name: app, image: "shop/web@sha256:${'0'.repeat(64)}"}`]),
  ],
  [
    'a version that begins with latest',
    pod(['containers:', '  - {name: app, image: "shop/web:latest-2024"}']),
  ],
  [
    'a registry with a port and a tag',
    pod(['containers:', '  - {name: app, image: "mirror.example:5000/shop/web:1"}']),
  ],
  [
    'a log forwarder reads the data of the app',
    pod([
      'initContainers:',
      helper(', args: [/srv/data], volumeMounts: [{name: data, mountPath: /srv/data, readOnly: true}]'),
      'containers:',
      app(
        ', command: [python3, /srv/code/app.py], volumeMounts: [{name: code, mountPath: /srv/code}, {name: data, mountPath: /srv/data}]',
      ),
      ...code,
    ]),
  ],
  [
    'an ambassador calls domain paths for the app',
    pod([
      'initContainers:',
      '  - {name: ambassador, image: "haproxy:2.6", restartPolicy: Always, startupProbe: {tcpSocket: {port: 3000}}, ports: [{containerPort: 3000}]}',
      'containers:',
      app(', env: [{name: ORDERS, value: "http://localhost:3000/orders"}]'),
    ]),
  ],
  [
    'the app sends traces to its sidecar',
    pod([
      'initContainers:',
      helper(', ports: [{containerPort: 4318}]'),
      'containers:',
      app(', env: [{name: OTEL, value: "http://localhost:4318/v1/traces"}]'),
    ]),
  ],
  [
    'a proxy is the way in',
    pod([
      'initContainers:',
      '  - {name: envoy, image: "envoyproxy/envoy:v1.31", restartPolicy: Always, startupProbe: {tcpSocket: {port: 80}}, ports: [{containerPort: 80, hostPort: 8080}]}',
      'containers:',
      app(),
    ]),
  ],
  [
    'two versions of one sidecar',
    `${pod(['initContainers:', helper(''), 'containers:', app()], { name: 'a' })}---\n${pod(['initContainers:', '  - {name: helper, image: "shop/helper:2", restartPolicy: Always, startupProbe: {tcpSocket: {port: 1}}}', 'containers:', app()], { name: 'b' })}`,
  ],
  [
    'an adapter asks the app, which has no reason to wait',
    pod([
      'initContainers:',
      '  - {name: adapter, image: "shop/adapter:1", restartPolicy: Always, args: ["--scrape=http://127.0.0.1:8080/stats"], ports: [{containerPort: 9113}], readinessProbe: {tcpSocket: {port: 9113}}}',
      'containers:',
      app(', ports: [{containerPort: 8080}]'),
    ]),
  ],
  [
    'a short sleep leaves time',
    pod(['containers:', app(', lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 3"]}}}')]),
  ],
  [
    'a service that ends has a web server called proxy alone',
    pod(['containers:', '  - {name: gateway, image: "envoyproxy/envoy:v1.31"}']),
  ],
  [
    'a helper of a service that runs for ever',
    pod(['containers:', app(), `  - {name: log-sidecar, ${image}}`]),
  ],
];
