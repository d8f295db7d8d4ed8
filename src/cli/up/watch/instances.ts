import type { Pod } from '../../../pod/model.ts';
import type { Engine } from '../../../supervisor/ports.ts';
import type { Copier } from '../../../sync/copier.ts';

/** The containers that are made while files are watched. */
export interface Instances {
  readonly engineOf: (pod: Pod) => Engine;
  readonly renewEngine: (pod: Pod) => Engine;
  /** The newest instance that was made of a container. */
  idOf(pod: string, container: string): string | undefined;
}

/**
 * Engines that give each new instance of a container the files that the ones before it got: a container that restarts has
 * the file system of its image.
 * @param warn hears what could not be copied; the instance starts all the same.
 */
export function createInstances(
  make: (pod: Pod) => Engine,
  copierOf: (pod: string, container: string) => Copier | undefined,
  warn: (pod: string, container: string, error: unknown) => void,
): Instances {
  const engines = new Map<string, Engine>();
  const ids = new Map<string, string>();
  const renewEngine = (pod: Pod): Engine => {
    const engine = withFiles(pod.name, make(pod));
    engines.set(pod.name, engine);
    return engine;
  };
  const withFiles = (pod: string, engine: Engine): Engine => {
    const containers = new Map<string, string>();
    const give = async (name: string, act: (copier: Copier) => Promise<void>): Promise<void> => {
      const copier = copierOf(pod, name);
      if (copier) await act(copier).catch((error: unknown) => warn(pod, name, error));
    };
    return {
      ...engine,
      createContainer: async (request, signal) => {
        const made = await engine.createContainer(request, signal);
        const { name } = request.container;
        containers.set(made.id, name);
        ids.set(`${pod}/${name}`, made.id);
        await give(name, (copier) => copier.giveTo(made.id));
        return made;
      },
      startContainer: async (id, signal) => {
        const started = await engine.startContainer(id, signal);
        const name = containers.get(id);
        if (name !== undefined) await give(name, (copier) => copier.removeFrom(id));
        return started;
      },
    };
  };
  return {
    engineOf: (pod) => engines.get(pod.name) ?? renewEngine(pod),
    renewEngine,
    idOf: (pod, container) => ids.get(`${pod}/${container}`),
  };
}
