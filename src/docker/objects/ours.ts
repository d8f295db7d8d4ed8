import { type Labels, labels } from './labels.ts';
import { containerName, gatewayName, holderName } from './names.ts';

/**
 * Whether Outrider made a container: it carries every label that it would carry, and the name that follows from them.
 * Labels alone prove nothing. An image may carry some, and `docker run --label` adds any.
 *
 * @param names As the engine has them, with or without a leading slash.
 */
export function isOurs(names: readonly string[], found: Labels | undefined): boolean {
  const name = expectedName(found ?? {});
  return name !== undefined && names.some((one) => one.replace(/^\//, '') === name);
}

/** Undefined when a label is missing. */
function expectedName(found: Labels): string | undefined {
  const project = found[labels.project];
  const pod = found[labels.pod];
  const attempt = found[labels.attempt];
  if (!project || !pod || !attempt || !found[labels.version]) return undefined;
  if (found[labels.role] === 'holder') return holderName(project, pod, Number(attempt));
  if (found[labels.role] === 'gateway') return gatewayName(project, pod);
  const container = found[labels.container];
  return container ? containerName(project, pod, container, Number(attempt)) : undefined;
}
