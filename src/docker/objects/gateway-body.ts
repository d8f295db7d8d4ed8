import { createHash } from 'node:crypto';
import type Dockerode from 'dockerode';
import { endpointsOf } from './endpoints.ts';
import { gatewayLabels, type Owner } from './labels.ts';

/** The container whose rules lead ports of this machine to the pods behind Services. It runs nothing but its agent. */
export function gatewayBody(owner: Owner, image: string): Dockerode.ContainerCreateOptions {
  const { project, pod } = owner;
  const ports = bindingsOf(pod.publishes ?? []);
  return {
    Image: image,
    Labels: { ...gatewayLabels(owner, digestOf([image, ports])) },
    Hostname: 'gateway',
    Healthcheck: { Test: ['NONE'] },
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((port) => [port, {}])),
    HostConfig: {
      // The names of the pod are not its own.
      NetworkMode: endpointsOf(project, pod)[0]!.network,
      PortBindings: ports,
      RestartPolicy: { Name: '' },
      Init: false,
      LogConfig: { Type: 'json-file', Config: {} },
      CapDrop: ['ALL'],
      CapAdd: ['NET_ADMIN', 'NET_RAW'],
      SecurityOpt: ['no-new-privileges'],
      Sysctls: { 'net.ipv4.ip_forward': '1' },
    },
  };
}

function bindingsOf(publishes: NonNullable<Owner['pod']['publishes']>): Dockerode.PortMap {
  return Object.fromEntries(
    publishes.map(({ gatewayPort, protocol, hostPort }) => [
      `${gatewayPort}/${protocol.toLowerCase()}`,
      [{ HostIp: '', HostPort: hostPort === 0 ? '' : String(hostPort) }],
    ]),
  );
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
