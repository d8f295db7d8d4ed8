import { LEAST_MEMORY_BYTES } from '../convert/resources.ts';
import { error, type Problem, warning } from '../problem.ts';
import { parseQuantity } from '../quantity.ts';
import { forEachContainer, type PodRule } from './rule.ts';

const KNOWN = ['cpu', 'memory'];

/** What the engine can limit is known by name; the rest would only seem to be in force. */
export const resourcesAreKnown: PodRule = forEachContainer(({ container, path }) =>
  Object.keys(container.resources?.limits ?? {})
    .filter((name) => !KNOWN.includes(name))
    .map((name) =>
      warning(
        'ignored-field',
        [...path, 'resources', 'limits', name],
        `ignored here: limits.${name} - cpu and memory are limited, nothing else`,
        { on: 'key', bare: true },
      ),
    ),
);

/** kubernetes `pkg/apis/core/validation`, ValidateResourceRequirements. */
export const requestsFitLimits: PodRule = forEachContainer(({ container, path }) => {
  const { limits = {}, requests = {} } = container.resources ?? {};
  return Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name];
    const isAbove = limit !== undefined && (parseQuantity(request) ?? 0) > (parseQuantity(limit) ?? 0);
    if (!isAbove) return [];
    const at = [...path, 'resources', 'requests', name];
    return [error('invalid-quantity', at, `${request} is more than the limit of ${limit}`)];
  });
});

/** `128m` is a slip of the pen for `128Mi`: a thousandth of a byte is nothing anybody wants. */
export const memoryIsPlausible: PodRule = forEachContainer(({ container, path }) => {
  const limit = container.resources?.limits?.['memory'];
  const bytes = limit === undefined ? undefined : parseQuantity(limit);
  if (limit === undefined || bytes === undefined || bytes >= LEAST_MEMORY_BYTES) return [];
  const at = [...path, 'resources', 'limits', 'memory'];
  const problems: Problem[] = [];
  if (/m$/.test(String(limit))) {
    const hint = `did you mean ${String(limit).replace(/m$/, 'Mi')}?`;
    problems.push(error('invalid-quantity', at, `${limit} is ${bytes} bytes`, { hint }));
  } else if (bytes > 0)
    problems.push(
      warning('invalid-quantity', at, `the engine takes no limit under 6Mi: it is 6Mi here, not ${limit}`),
    );
  return problems;
});
