import { accountFolder, apiAnnotation, apiIssuer } from '../../pod/api-access.ts';
import { DEFAULT_FILE_MODE, DEFAULT_SERVICE_ACCOUNT } from '../../pod/defaults.ts';
import type { Container, Pod, Volume, VolumeFile } from '../../pod/model.ts';
import type { PodSource } from '../sources.ts';
import { base64 } from './env.ts';

/** What a program reads in the place of a token where nobody issues one; no server takes it for one. */
const NO_TOKEN = 'no-api-server-issues-tokens-here';

/** Kubernetes: `pkg/serviceaccount/claims.go`, WarnOnlyBoundTokenExpirationPeriod. */
const accessSeconds = 60 * 60 + 7;

/** A token of the pod's account, as a file. */
export function tokenFile(
  pod: PodSource,
  { path, audience = apiIssuer, expirationSeconds = 3600 }: TokenWish,
  mode: number,
): VolumeFile {
  const account = accountOf(pod);
  return {
    ...{ path, content: base64(NO_TOKEN), mode },
    issued: { is: 'token', account, audience, expirationSeconds },
  };
}

interface TokenWish {
  readonly path: string;
  readonly audience?: string | undefined;
  readonly expirationSeconds?: number | undefined;
}

function accountOf({ spec }: PodSource): string {
  return spec.serviceAccountName || spec.serviceAccount || DEFAULT_SERVICE_ACCOUNT;
}

/** @param isServed whether the project serves its API to every pod that mounts a token. */
export function wantsApi({ metadata, spec }: PodSource, isServed: boolean): boolean {
  const asked = metadata.annotations?.[apiAnnotation];
  return asked === 'true' || (asked === undefined && isServed && spec.automountServiceAccountToken === true);
}

/**
 * The pod with the volume that the API server's admission adds (`plugin/pkg/admission/serviceaccount`), mounted in every container that
 * has nothing of its own there.
 */
export function withApi(pod: Pod, source: PodSource): Pod {
  const volume = accessVolume(source);
  const mounted = (container: Container): Container =>
    container.volumeMounts.some(({ mountPath }) => mountPath === accountFolder)
      ? container
      : { ...container, volumeMounts: [...container.volumeMounts, mountOf(volume)] };
  return {
    ...pod,
    api: true,
    initContainers: pod.initContainers.map(mounted),
    containers: pod.containers.map(mounted),
    volumes: [...pod.volumes, volume],
  };
}

function accessVolume(source: PodSource): Volume {
  const mode = DEFAULT_FILE_MODE;
  const files: readonly VolumeFile[] = [
    tokenFile(source, { path: 'token', expirationSeconds: accessSeconds }, mode),
    { path: 'ca.crt', content: '', mode, issued: { is: 'authority' } },
    { path: 'namespace', content: base64(source.namespace), mode },
  ];
  return { name: freeName(source), type: 'files', medium: 'memory', files, secret: true };
}

function freeName({ spec }: PodSource): string {
  const taken = new Set((spec.volumes ?? []).map(({ name }) => name));
  let name = 'kube-api-access';
  while (taken.has(name)) name = `${name}-x`;
  return name;
}

function mountOf({ name }: Volume): Container['volumeMounts'][number] {
  return { name, mountPath: accountFolder, readOnly: true };
}
