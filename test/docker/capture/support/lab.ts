import { randomBytes } from 'node:crypto';
import Dockerode from 'dockerode';
import type { Backend } from '../../../../src/capture/backends/backend-name.ts';
import { type CapturePlan, capturePlan } from '../../../../src/capture/backends/plan.ts';
import {
  describeFailure,
  type Step,
  type StepResult,
  stepSucceeded,
} from '../../../../src/capture/backends/step.ts';
import { capturePolicy } from '../../../../src/capture/policy/policy.ts';
import { openExec } from '../../../../src/docker/holder/open-exec.ts';
import { createRunner } from '../../../../src/docker/holder/runner.ts';
import { catalogueImage } from '../../../../src/images/catalogue.ts';
import { withCaptureDefaults } from '../../../../src/pod/capture-defaults.ts';
import type { CaptureOptions } from '../../../../src/pod/model.ts';
import { type Actor, actorOptions, startActor } from './actor.ts';

/** A machine on the lab's network: a holder with the network tools, and an actor in its namespace. */
export interface Host {
  readonly id: string;
  readonly ip: string;
  readonly ip6: string;
  readonly actor: Actor;
  readonly actorId: string;
  readonly run: (step: Pick<Step, 'argv' | 'stdin'>) => Promise<StepResult>;
  /** Runs a shell line as root in the namespace and answers with what it printed. @throws when it fails. */
  readonly sh: (line: string) => Promise<string>;
}

/** A Docker network of its own with the pod under test and one other machine on it. Nothing on it leads outside. */
export interface Lab {
  readonly docker: Dockerode;
  readonly pod: Host;
  readonly ext: Host;
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export interface LabOptions {
  readonly ipv6?: boolean;
  /** Asks the other machine for names that Docker does not know. */
  readonly dnsFromExt?: boolean;
  readonly publish?: number;
  /** On Docker's default bridge, which has no resolver of its own. */
  readonly defaultBridge?: boolean;
}

/** Addresses besides its own that the other machine answers to; the pod reaches them through it. */
export const farAddresses = ['198.18.0.1', '198.18.9.9', '203.0.113.7'];

const images = () => ({
  holder: process.env['OUTRIDER_HOLDER_IMAGE'] ?? catalogueImage('holder').reference,
  demo: catalogueImage('demo').reference,
});

export async function openLab(options: LabOptions = {}): Promise<Lab> {
  const docker = new Dockerode();
  const project = `capture-${randomBytes(4).toString('hex')}`;
  const labels = { 'dev.outrider.project': project };
  const close = () => removeAll(docker, project);
  try {
    const network = options.defaultBridge ? 'bridge' : project;
    if (!options.defaultBridge) await createNetwork(docker, project, labels, options.ipv6 === true);
    const ext = await openHost(docker, { network, labels, name: 'ext' });
    const pod = await openHost(docker, {
      network,
      labels,
      name: 'pod',
      ...(options.dnsFromExt ? { dns: ext.ip } : {}),
      ...(options.publish === undefined ? {} : { publish: options.publish }),
    });
    await ext.sh(
      `ip route del default; for a in ${farAddresses.join(' ')}; do ip addr add $a/32 dev lo; done`,
    );
    if (options.publish === undefined) await pod.sh(`ip route replace default via ${ext.ip}`);
    return { docker, pod, ext, network, labels, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function createNetwork(
  docker: Dockerode,
  name: string,
  labels: Readonly<Record<string, string>>,
  ipv6: boolean,
): Promise<void> {
  const prefix = `fd${randomBytes(5)
    .toString('hex')
    .replace(/(..)(....)(....)/, '$1:$2:$3')}`;
  await docker.createNetwork({
    Name: name,
    Labels: { ...labels },
    ...(ipv6
      ? { EnableIPv6: true, IPAM: { Driver: 'default', Config: [{ Subnet: `${prefix}::/64` }] } }
      : {}),
  });
}

interface HostOptions {
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly name: string;
  readonly dns?: string;
  readonly publish?: number;
}

async function openHost(docker: Dockerode, options: HostOptions): Promise<Host> {
  const { network, labels, name } = options;
  const holder = await docker.createContainer({
    Image: images().holder,
    Labels: { ...labels },
    ...(network === 'bridge'
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [name] } } } }),
    HostConfig: {
      NetworkMode: network,
      CapDrop: ['ALL'],
      CapAdd: ['NET_ADMIN', 'NET_RAW'],
      SecurityOpt: ['no-new-privileges'],
      ...(options.dns === undefined ? {} : { Dns: [options.dns] }),
      ...(options.publish === undefined
        ? {}
        : { PortBindings: { [`${options.publish}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] } }),
    },
    ...(options.publish === undefined ? {} : { ExposedPorts: { [`${options.publish}/tcp`]: {} } }),
  });
  await holder.start();
  const { actor, id: actorId } = await joinActor(docker, holder.id, labels);
  const { NetworkSettings } = await holder.inspect();
  const endpoint = NetworkSettings.Networks[network]!;
  const run = runnerIn(docker, holder.id);
  return {
    id: holder.id,
    ip: endpoint.IPAddress,
    ip6: endpoint.GlobalIPv6Address,
    actor,
    actorId,
    run,
    sh: shellOver(run),
  };
}

/** One more container in a host's namespace, with an actor in it. */
export async function joinActor(
  docker: Dockerode,
  holder: string,
  labels: Readonly<Record<string, string>>,
): Promise<{ readonly actor: Actor; readonly id: string }> {
  const container = await docker.createContainer({
    ...actorOptions,
    Image: images().demo,
    Labels: { ...labels },
    HostConfig: { NetworkMode: `container:${holder}` },
  });
  return { actor: await startActor(docker, container), id: container.id };
}

/** A namespace of its own without a network, to try what the kernel can do with these capabilities. */
export async function openTrialHost(
  docker: Dockerode,
  project: string,
  capabilities: readonly string[],
): Promise<Pick<Host, 'run' | 'sh'>> {
  const holder = await docker.createContainer({
    Image: images().holder,
    Labels: { 'dev.outrider.project': project },
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      CapAdd: [...capabilities],
      SecurityOpt: ['no-new-privileges'],
    },
  });
  await holder.start();
  const run = runnerIn(docker, holder.id);
  return { run, sh: shellOver(run) };
}

function shellOver(run: Host['run']): Host['sh'] {
  return async (line) => {
    const result = await run({ argv: ['sh', '-c', line] });
    if (result.exitCode !== 0) throw new Error(`${line}: ${result.stderr || result.stdout}`);
    return result.stdout;
  };
}

function runnerIn(docker: Dockerode, holder: string): Host['run'] {
  const never = new AbortController().signal;
  const runner = createRunner(async (signal) => {
    const { socket } = await openExec(
      docker,
      holder,
      { command: ['/usr/local/lib/outrider/agent'] },
      true,
      signal,
    );
    return socket;
  });
  return async (step) => {
    const { exitCode, stdout, stderr } = await runner.run(step, 20_000, never);
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
    return { exitCode, stdout: text(stdout), stderr: text(stderr) };
  };
}

/** Everything with this run's label, and nothing else. */
export async function removeAll(docker: Dockerode, project: string): Promise<void> {
  const filters = { label: [`dev.outrider.project=${project}`] };
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
  const networks = await docker.listNetworks({ filters });
  await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove()));
}

export function planFor(backend: Backend, given: Partial<CaptureOptions>): CapturePlan {
  return capturePlan(capturePolicy(withCaptureDefaults({ proxy: 'proxy', ...given })), backend);
}

/** Runs steps in order. @throws at the first that is needed and fails. */
export async function runSteps(host: Host, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const result = await host.run(step);
    if (!stepSucceeded(step, result) && !step.optional) throw new Error(describeFailure(step, result));
  }
}
