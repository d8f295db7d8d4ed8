import type { Resources } from '../../pod/model.ts';
import { parseQuantity } from '../quantity.ts';
import type { ResourcesInput } from '../schema/env.ts';

/** Docker refuses less. Source: moby `daemon/daemon_unix.go`, linuxMinMemory. */
export const LEAST_MEMORY_BYTES = 6 * 2 ** 20;

/** Two is the kernel's least weight. Source: kubernetes `pkg/kubelet/cm/helpers_linux.go`, MilliCPUToShares. */
const LEAST_SHARES = 2;

export function convertResources({ limits = {}, requests = {} }: ResourcesInput): Resources {
  const memory = amount(limits['memory']);
  const cpu = amount(limits['cpu']);
  // A limit without a request is the request as well, as the API server completes it.
  const share = amount(requests['cpu']) ?? cpu;
  return {
    ...(memory && { memoryBytes: Math.max(LEAST_MEMORY_BYTES, Math.ceil(memory)) }),
    ...(cpu && { nanoCpus: Math.round(cpu * 1e9) }),
    ...(share && { cpuShares: Math.max(LEAST_SHARES, Math.floor(share * 1024)) }),
  };
}

function amount(quantity: string | number | undefined): number | undefined {
  return quantity === undefined ? undefined : parseQuantity(quantity);
}
