import { error, type Path, type Problem, warning } from '../../problem.ts';
import type { Service } from '../schema.ts';

/** What belongs to the network, which has one owner: the engine refuses it for a container that joins. */
const REFUSED = ['hostname', 'dns', 'extra_hosts', 'mac_address', 'networks', 'external_links'] as const;
/** What the engine takes, and does not use. */
const UNUSED = ['domainname', 'dns_search', 'dns_opt'] as const;

/** What a service that joins the network of `owner` says of a network that is not its own. */
export function notOfGuests(service: Service, owner: string, at: Path): readonly Problem[] {
  const said = (key: (typeof REFUSED | typeof UNUSED)[number]): boolean => {
    const value = service[key];
    return value !== undefined && Object.keys(value).length > 0;
  };
  return [
    ...REFUSED.filter(said).map((key) =>
      error('compose', [...at, key], `${key} belongs to the network of ${owner}: give it there`, {
        on: 'key',
        bare: true,
      }),
    ),
    ...UNUSED.filter(said).map((key) =>
      warning('compose', [...at, key], `ignored here: ${key}, as the network is that of ${owner}`, {
        on: 'key',
        bare: true,
      }),
    ),
  ];
}
