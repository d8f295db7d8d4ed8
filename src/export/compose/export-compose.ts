import type { Pod } from '../../pod/model.ts';
import { createSecrets } from './build.ts';
import { createConfigs } from './configs.ts';
import { printCompose } from './document.ts';
import { exportNames } from './names.ts';
import { declaredNetworks } from './networks.ts';
import { podServices } from './pod-services.ts';
import { declaredModels, providerServices } from './provided.ts';
import type { ExportedService } from './service.ts';
import { given } from './service.ts';
import type { ExportContext, ExportSettings } from './settings.ts';
import { declaredVolumes } from './volumes.ts';

/** A Compose file, and everything that it cannot do, in sentences. */
export interface ComposeExport {
  readonly text: string;
  readonly lost: readonly string[];
}

/**
 * Pods as a Compose file that runs under `docker compose` alone. Each pod has a service that owns its network; the others join
 * it, in the pod's order. What Compose has no word for is told in comments.
 */
export function exportCompose(pods: readonly Pod[], settings: ExportSettings): ComposeExport {
  const context: ExportContext = {
    settings,
    names: exportNames(pods),
    configs: createConfigs(),
    secrets: createSecrets(),
  };
  const services = [...providerServices(pods), ...pods.flatMap((pod) => podServices(pod, pods, context))];
  const volumes = Object.assign({}, ...pods.map((pod) => declaredVolumes(pod, context.names)));
  const sections = given({
    networks: declaredNetworks(pods),
    volumes,
    configs: context.configs.all(),
    secrets: context.secrets.all(),
    models: declaredModels(pods),
  });
  const file = { name: settings.project, services: fieldsOf(services), ...sections };
  return {
    text: printCompose(file, headOf(pods), services),
    lost: services.flatMap(({ name, lost }) => lost.map((one) => `${name}: ${one}`)),
  };
}

function fieldsOf(services: readonly ExportedService[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(services.map(({ name, fields }) => [name, fields]));
}

function headOf(pods: readonly Pod[]): readonly string[] {
  const isSecret = pods.some(
    ({ volumes, initContainers, containers }) =>
      volumes.some((volume) => volume.type === 'files' && volume.secret) ||
      [...initContainers, ...containers].some(({ env }) => env.some((one) => 'secret' in one && one.secret)),
  );
  return [
    'Made by `outrider export compose`. It runs under `docker compose up` alone.',
    '',
    'Lost: When a service that owns a network ends, or the engine restarts, nothing repairs the others: run `docker compose up`',
    'again. Nothing looks after capture rules once they are loaded. Each service ends with a grace period of its own, not with one',
    'that its pod shares. The volumes of a pod stay until `docker compose down --volumes`.',
    ...(isSecret ? ['', 'Secret values stand in it as they are: keep it as you keep the secrets.'] : []),
  ];
}
