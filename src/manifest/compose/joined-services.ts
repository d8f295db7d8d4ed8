import { isMapping } from '../documents.ts';

type Services = Readonly<Record<string, unknown>>;

/**
 * A model in which what one service has of another one stands at itself: `network_mode`, `ipc` and `pid` of `container:NAME` with that
 * `container_name` are `service:NAME`, and the volumes of `volumes_from` are its own volumes, below those that it has.
 */
export function withJoinedServices(model: unknown): unknown {
  if (!isMapping(model) || !isMapping(model['services'])) return model;
  const services: Services = model['services'];
  const joined = Object.entries(services).map(
    ([name, service]) =>
      [name, isMapping(service) ? withVolumes(withOwner(service, services), services) : service] as const,
  );
  return { ...model, services: Object.fromEntries(joined) };
}

function withOwner(service: Services, services: Services): Services {
  const joined = ['network_mode', 'ipc', 'pid'].flatMap((key) => {
    const container = /^container:(.+)$/.exec(String(service[key] ?? ''))?.[1];
    const owner = Object.entries(services).find(
      ([, one]) => container !== undefined && isMapping(one) && one['container_name'] === container,
    );
    return owner ? [[key, `service:${owner[0]}`] as const] : [];
  });
  return joined.length === 0 ? service : { ...service, ...Object.fromEntries(joined) };
}

/** `SERVICE[:ro]`; a service's own volume at a place goes before one from elsewhere. */
function withVolumes(service: Services, services: Services): Services {
  const given = service['volumes_from'];
  if (!Array.isArray(given)) return service;
  const own = listOf(service['volumes']);
  const targets = new Set(own.map(targetOf));
  const found: unknown[] = [];
  const unknown: unknown[] = [];
  const owners: string[] = [];
  for (const text of given) {
    const [, name = '', mode] = /^([^:]+)(?::(ro|rw))?$/.exec(String(text)) ?? [];
    const other = Object.hasOwn(services, name) ? services[name] : undefined;
    if (!isMapping(other)) unknown.push(text);
    else {
      owners.push(name);
      for (const mount of listOf(other['volumes']))
        if (isMapping(mount) && !targets.has(targetOf(mount))) {
          targets.add(targetOf(mount));
          found.push(mode === 'ro' ? { ...mount, read_only: true } : mount);
        }
    }
  }
  const volumes = [...own, ...found];
  const volumes_from = unknown.length > 0 ? unknown : undefined;
  return { ...service, volumes, volumes_from, depends_on: startedAfter(service['depends_on'], owners) };
}

/** A service starts after those whose volumes it has, unless it says more of them (compose-go, `Normalize`). */
function startedAfter(given: unknown, owners: readonly string[]): unknown {
  const implied = owners.map((name) => [name, { condition: 'service_started', required: true }] as const);
  return { ...Object.fromEntries(implied), ...(isMapping(given) ? given : {}) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function targetOf(mount: unknown): unknown {
  return isMapping(mount) ? mount['target'] : mount;
}
