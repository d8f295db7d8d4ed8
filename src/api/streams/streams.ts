import type { ApiPorts } from '../ports.ts';
import type { ApiHandler } from '../request.ts';
import type { UpgradeHandler } from '../serve/upgrade.ts';
import { StatusError } from '../status.ts';
import { upgradeToProcess } from './exec.ts';
import { serveLogs } from './logs.ts';
import { podSubresource } from './pod-path.ts';
import { upgradeToForward } from './port-forward.ts';

const upgraded = ['exec', 'attach', 'portforward'];

/** Logs, commands and connections of pods. */
export function createStreams(ports: ApiPorts): {
  readonly handler: ApiHandler;
  readonly upgrade: UpgradeHandler;
} {
  return {
    async handler(request) {
      const asked = podSubresource(request.path);
      if (asked?.subresource === 'log' && request.method === 'GET') return serveLogs(ports, asked, request);
      if (asked && upgraded.includes(asked.subresource))
        throw new StatusError('BadRequest', 'Upgrade request required');
      return undefined;
    },
    async upgrade(request) {
      const asked = podSubresource(request.path);
      switch (asked?.subresource) {
        case 'exec':
        case 'attach':
          return upgradeToProcess(ports, asked, asked.subresource, request);
        case 'portforward':
          return upgradeToForward(ports, asked, request);
        default:
          return undefined;
      }
    },
  };
}
