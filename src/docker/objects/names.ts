/**
 * Names of what is made on the engine. Kubernetes' names have no underscore, so parts cannot be confused, and a holder's
 * `holder.0` cannot be the `holder_0` of a container that somebody called so.
 */
export function containerName(project: string, pod: string, container: string, attempt: number): string {
  return `${project}_${pod}_${container}_${attempt}`;
}

export function holderName(project: string, pod: string, attempt: number): string {
  return `${project}_${pod}_holder.${attempt}`;
}

/** The container that publishes the ports of Services for a pod. */
export function gatewayName(project: string, pod: string): string {
  return `${project}_${pod}_gateway.0`;
}

export function networkName(project: string): string {
  return `outrider_${project}`;
}

/** A network of the project that its files call by a name of their own. */
export function ownNetworkName(project: string, key: string): string {
  return `${networkName(project)}_${key}`;
}

export function volumeName(project: string, pod: string, volume: string): string {
  return `${project}_${pod}_${volume}`;
}

/** A persistent claim belongs to the project: pods share it and come back to it. */
export function claimVolumeName(project: string, claim: string): string {
  return `${project}_${claim}`;
}
