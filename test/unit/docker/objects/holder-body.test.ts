import { expect, it } from '@jest/globals';
import { holderBody } from '../../../../src/docker/objects/holder-body.ts';
import type { ContainerPort } from '../../../../src/pod/model.ts';
import { container, pod } from '../pods.ts';

const port = (more: Partial<ContainerPort>): ContainerPort => ({
  containerPort: 80,
  protocol: 'TCP',
  ...more,
});

it('a holder, whole', () => {
  const thePod = pod({
    network: {
      hostname: 'web-0',
      hostAliases: [{ ip: '10.0.0.9', hostnames: ['db', 'db.local'] }],
      dns: { nameservers: ['10.0.0.53'], searches: ['svc.local'], options: ['ndots:2'] },
      aliases: ['web', 'shop'],
      sysctls: { 'net.ipv4.ip_local_port_range': '1024 65000' },
    },
  });
  const { Labels, ...body } = holderBody(
    { project: 'shop', pod: thePod, version: '1' },
    3,
    'outrider/holder:1',
  );
  expect(Labels).toMatchObject({
    'dev.outrider.project': 'shop',
    'dev.outrider.pod': 'web',
    'dev.outrider.role': 'holder',
    'dev.outrider.attempt': '3',
  });
  expect(body).toEqual({
    Image: 'outrider/holder:1',
    Hostname: 'web-0',
    Healthcheck: { Test: ['NONE'] },
    ExposedPorts: {},
    NetworkingConfig: { EndpointsConfig: { outrider_shop: { Aliases: ['web', 'shop'] } } },
    HostConfig: {
      NetworkMode: 'outrider_shop',
      IpcMode: 'shareable',
      PortBindings: {},
      RestartPolicy: { Name: '' },
      Init: false,
      LogConfig: { Type: 'json-file', Config: {} },
      CapDrop: ['ALL'],
      CapAdd: ['NET_ADMIN', 'NET_RAW'],
      SecurityOpt: ['no-new-privileges'],
      Sysctls: { 'net.ipv4.ip_local_port_range': '1024 65000' },
      Dns: ['10.0.0.53'],
      DnsSearch: ['svc.local'],
      DnsOptions: ['ndots:2'],
      ExtraHosts: ['db:10.0.0.9', 'db.local:10.0.0.9', 'host.docker.internal:host-gateway'],
      Mounts: [
        expect.objectContaining({
          Source: 'shop_web_termination.logs',
          Target: '/outrider/volumes/termination.logs',
        }),
      ],
      Binds: [],
    },
  });
});

it('a holder reaches closed folders only where a container gets a part of a volume, and has the folder of the machine then', () => {
  const mount = { name: 'src', mountPath: '/m', readOnly: true };
  const volumes = [{ name: 'src', type: 'hostPath', path: '/home/me/src', create: false }] as const;
  const hostConfig = (subPath?: string) =>
    holderBody(
      {
        project: 'p',
        version: '1',
        pod: pod({
          volumes,
          containers: [
            container({
              name: 'a',
              volumeMounts: [{ ...mount, ...(subPath === undefined ? {} : { subPath }) }],
            }),
          ],
        }),
      },
      0,
      'holder',
    ).HostConfig;
  expect(hostConfig()).toMatchObject({ CapAdd: ['NET_ADMIN', 'NET_RAW'], Binds: [] });
  expect(hostConfig('lib')).toMatchObject({
    CapAdd: ['NET_ADMIN', 'NET_RAW', 'DAC_OVERRIDE'],
    Binds: ['/home/me/src:/outrider/volumes/src'],
  });
});

it('ports of all containers are published by the holder, those without a hostPort by nobody', () => {
  const proxy = container({
    name: 'proxy',
    ports: [
      port({ hostPort: 8080, hostIP: '127.0.0.1' }),
      port({ containerPort: 53, protocol: 'UDP', hostPort: 0 }),
    ],
  });
  const app = container({ name: 'app', ports: [port({ containerPort: 9000 }), port({ hostPort: 8081 })] });
  const body = holderBody(
    { project: 'p', pod: pod({ initContainers: [proxy], containers: [app] }), version: '1' },
    0,
    'h',
  );
  expect(body.HostConfig!.PortBindings).toEqual({
    '80/tcp': [
      { HostIp: '127.0.0.1', HostPort: '8080' },
      { HostIp: '', HostPort: '8081' },
    ],
    '53/udp': [{ HostIp: '', HostPort: '' }],
  });
  expect(body.ExposedPorts).toEqual({ '80/tcp': {}, '53/udp': {} });
});

it('a host.docker.internal of the user’s own is left alone', () => {
  const base = pod();
  const network = { ...base.network, hostAliases: [{ ip: '10.1.1.1', hostnames: ['host.docker.internal'] }] };
  const body = holderBody({ project: 'p', pod: { ...base, network }, version: '1' }, 0, 'h');
  expect(body.HostConfig!.ExtraHosts).toEqual(['host.docker.internal:10.1.1.1']);
});
