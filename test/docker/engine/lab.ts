import { randomBytes } from 'node:crypto';
import type Dockerode from 'dockerode';
import { type Connection, connect, createEngine, type EngineOptions } from '../../../src/docker/engine.ts';
import { removeAll, removeClaims } from '../../../src/docker/remove.ts';
import { catalogueImage } from '../../../src/images/index.ts';
import type { Container, Pod } from '../../../src/pod/model.ts';
import type { CreatedContainer, Engine, SandboxAddress } from '../../../src/supervisor/ports.ts';

/** A signal that nobody fires. */
export const patience = new AbortController().signal;

/** A project of its own on the real engine. */
export interface Lab {
  readonly docker: Dockerode;
  readonly project: string;
  readonly engineFor: (pod: Pod, more?: Partial<EngineOptions>) => Engine;
  /** The pod with its holder running. */
  readonly up: (pod: Pod) => Promise<LabPod>;
  /** What the engine still has of the project. */
  readonly leftovers: () => Promise<readonly string[]>;
  /** Removes all of it, claims too; throws when something stays. */
  readonly close: () => Promise<void>;
}

export interface LabPod {
  readonly engine: Engine;
  readonly sandbox: string;
  readonly address: SandboxAddress;
  readonly create: (name: string, attempt?: number) => Promise<CreatedContainer>;
  /** Creates and starts it; its id. */
  readonly run: (name: string, attempt?: number) => Promise<string>;
  /** Runs it to its end; everything it wrote. */
  readonly output: (name: string, attempt?: number) => Promise<string>;
}

export async function openLab(): Promise<Lab> {
  const { docker, close, info } = await connect({ env: process.env, signal: patience });
  const project = `lab-${randomBytes(4).toString('hex')}`;
  const engineFor: Lab['engineFor'] = (pod, more = {}) =>
    createEngine({
      docker,
      project,
      pod,
      version: '0.0.0-test',
      product: info.product,
      images: { holder: catalogueImage('holder').reference },
      ...more,
    });
  const leftovers = () => leftoversOf(docker, project);
  return {
    docker,
    project,
    engineFor,
    up: (pod) => bringUp(engineFor(pod), pod),
    leftovers,
    close: async () => {
      await removeAll(docker, project, undefined, patience);
      await removeClaims(docker, project, patience);
      const left = await leftovers();
      (close as Connection['close'])();
      if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
    },
  };
}

async function bringUp(engine: Engine, pod: Pod): Promise<LabPod> {
  const { id: sandbox } = await engine.createSandbox(0, patience);
  const address = await engine.startSandbox(sandbox, patience);
  const create = (name: string, attempt = 0) =>
    engine.createContainer(
      { container: named(pod, name), attempt, sandbox, specHash: 'hash', podIP: address.ip },
      patience,
    );
  const run = async (name: string, attempt = 0) => {
    const { id } = await create(name, attempt);
    await engine.startContainer(id, patience);
    return id;
  };
  return {
    engine,
    sandbox,
    address,
    create,
    run,
    output: async (name, attempt) => outputOf(engine, await run(name, attempt)),
  };
}

/** What a container writes until it ends, a line each. */
export async function outputOf(engine: Engine, id: string): Promise<string> {
  const lines: string[] = [];
  for await (const { line } of engine.logs(id, { follow: true }, patience)) lines.push(line);
  return lines.join('\n');
}

function named(pod: Pod, name: string): Container {
  return [...pod.initContainers, ...pod.containers].find((container) => container.name === name)!;
}

async function leftoversOf(docker: Dockerode, project: string): Promise<readonly string[]> {
  const filters = { label: [`dev.outrider.project=${project}`] };
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map(({ Names }) => `container ${Names[0]}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(Volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ];
}

/** A shell script as a container's command. */
export function script(text: string): Pick<Container, 'command' | 'image' | 'imagePullPolicy'> {
  return { command: ['sh', '-c', text], image: catalogueImage('demo').reference, imagePullPolicy: 'Never' };
}
