import { error, type Path, type Problem } from '../problem.ts';
import { isNumeric } from './engine/container.ts';
import { said } from './engine/said.ts';
import { sizeOf } from './engine/size.ts';
import { environment, literally } from './environment.ts';
import type { Member } from './groups.ts';
import { labelOf } from './names.ts';
import { list, mapping, type Part, part } from './part.ts';
import { parseExpose, parsePort } from './ports.ts';
import { probesOf } from './probes.ts';
import { policyOf } from './restart.ts';
import type { Service } from './schema.ts';
import type { PodVolumes } from './volumes.ts';

/** A service as a container of its pod. `podPolicy` is the restart policy of the pod. */
export function containerOf(
  { name, service, role, gates }: Member,
  podPolicy: string,
  volumes: PodVolumes,
): Part {
  const at: Path = ['services', name];
  const field = <K extends keyof Service>(key: K, convert: (value: NonNullable<Service[K]>) => unknown) => {
    const value = service[key];
    return value === undefined || value === null ? undefined : part(convert(value), [...at, key]);
  };
  return mapping(
    {
      name: part(labelOf(name), at),
      image: imageOf(service, at),
      imagePullPolicy: field('pull_policy', pullPolicy),
      restartPolicy: restartOf(service, role, podPolicy, at),
      command: words(service, 'entrypoint', at),
      args: words(service, 'command', at),
      workingDir: field('working_dir', (folder) => folder),
      env: environment(service, at),
      ports: portsOf(service, at),
      volumeMounts: volumes.mounts(name, service),
      resources: resourcesOf(service, at),
      securityContext: securityOf(service, at),
      ...probesOf(service, role, gates, at),
      lifecycle: field('stop_signal', (stopSignal) => ({ stopSignal: signalOf(stopSignal) })),
      stdin: field('stdin_open', (stdin) => stdin),
      tty: field('tty', (tty) => tty),
    },
    at,
  );
}

function imageOf({ image }: Service, at: Path): Part {
  return part(
    image ?? '',
    image === undefined ? at : [...at, 'image'],
    image === undefined ? [noImage(at)] : [],
  );
}

function noImage(at: Path): Problem {
  return error('missing-field', at, 'image is missing', { on: 'key' });
}

function pullPolicy(policy: string): string {
  return { always: 'Always', never: 'Never' }[policy] ?? 'IfNotPresent';
}

function restartOf(service: Service, role: Member['role'], podPolicy: string, at: Path): Part | undefined {
  const from = [...at, 'restart'];
  const policy = policyOf(service);
  if (policy === undefined) {
    const message = `needs no, always, on-failure or unless-stopped, found ${service.restart}`;
    return part('Never', from, [error('restart-policy', from, message)]);
  }
  if (role === 'sidecar') return part('Always', at);
  return role === 'app' && policy !== podPolicy ? part(policy, from) : undefined;
}

function words(service: Service, key: 'command' | 'entrypoint', at: Path): Part | undefined {
  const given = service[key];
  if (given === undefined || given.length === 0) return undefined;
  return part(given.map(literally), [...at, key]);
}

function portsOf({ ports = [], expose = [] }: Service, at: Path): Part | undefined {
  const read = (key: string, parse: typeof parsePort) => (entry: unknown, index: number) => {
    const from = [...at, key, index];
    const found = parse(entry);
    return typeof found === 'string'
      ? [part({}, from, [error('compose', from, found, { bare: true })])]
      : // A range is the engine's to choose from (`engine/pod.ts`).
        found.map(({ lastHostPort, ...port }) =>
          part(lastHostPort === undefined ? port : { ...port, hostPort: 0 }, from),
        );
  };
  const all = [...ports.flatMap(read('ports', parsePort)), ...expose.flatMap(read('expose', parseExpose))];
  return list(all, [...at, 'ports']);
}

/** `deploy.resources` before the older fields. */
function resourcesOf(service: Service, at: Path): Part | undefined {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const memory = limits?.memory ?? service.mem_limit;
  const cpu = limits?.cpus ?? service.cpus ?? quotaOf(service);
  const weight =
    reservations?.cpus ?? (service.cpu_shares === undefined ? undefined : service.cpu_shares / 1024);
  const from = [...at, limits ? 'deploy' : memory === undefined ? 'cpus' : 'mem_limit'];
  const problems: Problem[] = [];
  const bytes = memory === undefined ? undefined : sizeOf(memory, from, problems);
  const parts = said({
    limits: said({ cpu: cpu && String(cpu), memory: bytes ? String(bytes) : undefined }),
    requests: said({ cpu: weight === undefined ? undefined : String(weight) }),
  });
  return Object.keys(parts).length + problems.length === 0 ? undefined : part(parts, from, problems);
}

/** The share of a processor that a quota is. */
function quotaOf({ cpu_quota: quota, cpu_period: period = 100_000 }: Service): number | undefined {
  return quota === undefined || quota <= 0 ? undefined : quota / period;
}

function securityOf(service: Service, at: Path): Part | undefined {
  const { cap_add: add, cap_drop: drop, read_only: readOnly } = service;
  const capabilities = { ...(add && { add }), ...(drop && { drop }) };
  const parts = {
    capabilities: add || drop ? part(capabilities, [...at, add ? 'cap_add' : 'cap_drop']) : undefined,
    readOnlyRootFilesystem: readOnly ? part(readOnly, [...at, 'read_only']) : undefined,
    ...userOf(service, [...at, 'user']),
  };
  return Object.values(parts).some((one) => one !== undefined) ? mapping(parts, at) : undefined;
}

/** `UID[:GID]`; the engine looks a name up in the image. */
function userOf({ user }: Service, from: Path): { readonly runAsUser?: Part; readonly runAsGroup?: Part } {
  if (user === undefined || !isNumeric(user)) return {};
  const [uid, gid] = user.split(':');
  const runAsUser = part(Number(uid), from);
  return gid === undefined ? { runAsUser } : { runAsUser, runAsGroup: part(Number(gid), from) };
}

function signalOf(signal: string): string {
  const upper = signal.toUpperCase();
  return upper.startsWith('SIG') ? upper : `SIG${upper}`;
}
