type Fields = Readonly<Record<string, unknown>>;

/**
 * The quality of service that a pod's resources make. Source: kubernetes `pkg/apis/core/v1/helper/qos/qos.go`.
 *
 * @param spec completed: requests follow from limits.
 */
export function qosClass(spec: Fields): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...listOf(spec['initContainers']), ...listOf(spec['containers'])];
  const resources = containers.map(({ resources: one }) => (one ?? {}) as Fields);
  const amounts = resources.map(({ limits, requests }) => ({
    limits: counted(limits),
    requests: counted(requests),
  }));
  if (amounts.every(({ limits, requests }) => limits.length + requests.length === 0)) return 'BestEffort';
  const isGuaranteed = resources.every(({ limits, requests }) =>
    ['cpu', 'memory'].every((name) => {
      const limit = (limits as Fields | undefined)?.[name];
      const request = (requests as Fields | undefined)?.[name];
      return limit !== undefined && String(limit) === String(request);
    }),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

/** Only these two decide, and only where there is some of it. */
function counted(amounts: unknown): readonly string[] {
  return Object.entries((amounts ?? {}) as Fields)
    .filter(
      ([name, amount]) => (name === 'cpu' || name === 'memory') && !/^0+[a-zA-Z]*$/.test(String(amount)),
    )
    .map(([name]) => name);
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value : [];
}
