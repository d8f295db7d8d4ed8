import type { CaptureOptions } from '../../pod/model.ts';
import { type CaptureSource, completeCapture, readCapture } from '../capture-source.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { PodSource } from '../sources.ts';
import { type Placed, type PodRule, placedContainers } from './rule.ts';

/**
 * The kernel tells the proxy's connections from the app's by uid and gid alone, so these must be the proxy's own. Only
 * in TPROXY mode it is root, exempt by its gid: Docker gives the capabilities that it needs to nobody else.
 */
export const captureIdentityIsOwn: PodRule = (pod) => {
  const source = readCapture(pod);
  if (!source) return [];
  const options = completeCapture(source, pod);
  if (options.mode === 'NONE') return [];
  return [
    ...proxyIdentity(source, options, pod),
    ...appIdentity(source, options, pod),
    ...bypassIdentity(source, options),
  ];
};

const KINDS = [
  { option: 'proxyUid', field: 'runAsUser', word: 'uid' },
  { option: 'proxyGid', field: 'runAsGroup', word: 'gid' },
] as const;

function proxyIdentity(source: CaptureSource, options: CaptureOptions, pod: PodSource): readonly Problem[] {
  const proxy = placedContainers(pod).find(({ container }) => container.name === options.proxy);
  return KINDS.flatMap(({ option, field, word }) => {
    const own = proxy?.container.securityContext?.[field];
    const given = source.given[option];
    const path = placeOf(source, option, own === undefined ? undefined : proxy, field);
    if (given !== undefined && own !== undefined && given !== own)
      return [
        error(
          'capture-identity',
          path,
          `is ${given}, but ${options.proxy} has ${field} ${own}: one of the two`,
        ),
      ];
    if (options[option] !== 0 || (word === 'uid' && options.mode === 'TPROXY')) return [];
    const message = `the proxy needs a ${word} of its own: ${word} 0 is that of every root process`;
    return [error('capture-identity', path, message, { hint: `leave it out: it is 1337 then` })];
  });
}

function appIdentity(source: CaptureSource, options: CaptureOptions, pod: PodSource): readonly Problem[] {
  return placedContainers(pod)
    .filter(({ role, container }) => role === 'app' && container.name !== options.proxy)
    .flatMap(({ container }) =>
      KINDS.flatMap(({ option, field, word }) => {
        const id = container.securityContext?.[field] ?? pod.spec.securityContext?.[field];
        if (id !== options[option] || id === 0) return [];
        const message = `app container ${container.name} runs under ${word} ${id}, the proxy’s own: its traffic would not be captured`;
        const hint = `give the app or the proxy (${option}) another ${word}`;
        return [error('capture-identity', source.paths[option] ?? source.path, message, { hint })];
      }),
    );
}

/** At the option, or at the proxy's own field, or at the annotation: whoever set the number. */
function placeOf(source: CaptureSource, option: string, proxy: Placed | undefined, field: string): Path {
  if (source.paths[option]) return source.paths[option];
  return proxy ? [...proxy.path, 'securityContext', field] : source.path;
}

/** A bypass would come before the proxy's own rules, and its calls to the pod itself would be lost. */
function bypassIdentity({ paths }: CaptureSource, options: CaptureOptions): readonly Problem[] {
  return options.bypassUids.flatMap((uid, index) => {
    if (uid !== options.proxyUid || uid === 0) return [];
    const message = `${uid} is the proxy’s own uid, which is exempt already`;
    return [error('capture-identity', [...paths['bypassUids']!, index], message, { hint: 'leave it out' })];
  });
}

/** IP_TRANSPARENT needs NET_RAW or NET_ADMIN in effect; without it connections vanish, and nobody says why. */
export const tproxyIsPossible: PodRule = (pod) => {
  const source = readCapture(pod);
  if (!source) return [];
  const options = completeCapture(source, pod);
  const proxy = placedContainers(pod).find(({ container }) => container.name === options.proxy);
  if (options.mode !== 'TPROXY' || !proxy) return [];
  const problems: Problem[] = [];
  if (options.proxyUid !== 0) {
    const path = placeOf(source, 'proxyUid', proxy, 'runAsUser');
    const message = `in TPROXY mode the proxy runs as root: uid ${options.proxyUid} gets no capabilities`;
    problems.push(
      error('capture-identity', path, message, { hint: 'leave it out: the gid keeps it exempt' }),
    );
  }
  if (!mayBeTransparent(proxy)) {
    const path = [...proxy.path, 'securityContext', 'capabilities'];
    const message = `in TPROXY mode ${options.proxy} needs NET_RAW or NET_ADMIN, and drops both`;
    problems.push(error('capture-proxy', path, message, { on: 'key', hint: 'add NET_RAW' }));
  }
  return problems;
};

function mayBeTransparent({ container }: Placed): boolean {
  const { add = [], drop = [] } = container.securityContext?.capabilities ?? {};
  const names = (list: readonly string[]) => list.map((name) => name.toUpperCase().replace(/^CAP_/, ''));
  if (names(add).some((name) => ['ALL', 'NET_RAW', 'NET_ADMIN'].includes(name))) return true;
  return !names(drop).some((name) => ['ALL', 'NET_RAW'].includes(name));
}

/** The system's own tables (iproute2 `rt_tables`). */
const SYSTEM_TABLES = [253, 254, 255];

export const routeTableIsFree: PodRule = (pod) => {
  const source = readCapture(pod);
  const table = source?.given.tproxyRouteTable;
  if (!source || table === undefined || !SYSTEM_TABLES.includes(table)) return [];
  return [
    error('capture-option', source.paths['tproxyRouteTable']!, `${table} is one of the system’s own tables`),
  ];
};
