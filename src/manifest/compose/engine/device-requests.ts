import type { EngineDeviceRequest } from '../../../pod/engine-options.ts';
import type { ComposeDeviceRequest } from '../engine-schema.ts';
import type { Service } from '../schema.ts';
import { said } from './said.ts';

/** What `gpus` and the devices of `deploy.resources` ask the engine's drivers for. */
export function deviceRequests({ gpus, deploy }: Service): readonly EngineDeviceRequest[] {
  const wanted = typeof gpus === 'string' ? [{ count: gpus }] : (gpus ?? []);
  const reserved = deploy?.resources?.reservations?.devices ?? [];
  return [
    ...wanted.map((one) => requestOf({ ...one, capabilities: [...(one.capabilities ?? []), 'gpu'] })),
    ...reserved.map(requestOf),
  ];
}

/** Without a number and without names, all of them. */
function requestOf({ capabilities = [], driver, count, device_ids: ids, options }: ComposeDeviceRequest) {
  const all = count === 'all' || (count === undefined && ids === undefined);
  return said({
    driver,
    count: all ? -1 : count === undefined ? undefined : Number(count),
    ids,
    capabilities: [...new Set(capabilities)],
    options,
  });
}
