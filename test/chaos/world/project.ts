import type Docker from 'dockerode';
import type { Seen, Snapshot } from '../told/told.ts';
import { nowMs } from './clock.ts';

const label = 'dev.outrider.project';

/** What the engine has of one project, asked for directly, past the gate. */
export interface Project {
  /** Rejects while the engine is away. */
  look(): Promise<Snapshot>;
  /** What there is of it, in words. */
  left(): Promise<readonly string[]>;
  /** Removes all of it, whatever state it is in. */
  clear(): Promise<void>;
}

export function projectOn(docker: Docker, name: string): Project {
  const filters = { label: [`${label}=${name}`] };
  const all = async () => {
    const [containers, networks, { Volumes: volumes }] = await Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ]);
    return { containers, networks, volumes: volumes ?? [] };
  };
  return {
    async look() {
      const containers = await docker.listContainers({ all: true, filters });
      return { atMs: nowMs(), containers: containers.map(seen) };
    },
    async left() {
      const { containers, networks, volumes } = await all();
      return [
        ...containers.map(({ Names, State }) => `container ${Names[0]?.slice(1)} (${State})`),
        ...networks.map(({ Name }) => `network ${Name}`),
        ...volumes.map(({ Name }) => `volume ${Name}`),
      ];
    },
    async clear() {
      const { containers, networks, volumes } = await all();
      const gone = () => {};
      await Promise.all(
        containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }).catch(gone)),
      );
      await Promise.all([
        ...networks.map(({ Id }) => docker.getNetwork(Id).remove().catch(gone)),
        ...volumes.map(({ Name }) => docker.getVolume(Name).remove().catch(gone)),
      ]);
    },
  };
}

function seen({ Id, Names, State, Labels, NetworkSettings }: Docker.ContainerInfo): Seen {
  const networks = Object.values(NetworkSettings?.Networks ?? {});
  return {
    id: Id,
    name: Names[0]?.slice(1) ?? '',
    container: Labels['dev.outrider.container'] ?? '',
    role: Labels['dev.outrider.role'] ?? '',
    attempt: Number(Labels['dev.outrider.attempt'] ?? 0),
    state: State,
    hasAddress: networks.some(({ IPAddress }) => IPAddress !== ''),
  };
}
