import type { ListedPod } from '../../docker/list.ts';

/** As istiod names a proxy: `POD.NAMESPACE`. */
export function nameInNamespace({ pod, spec }: ListedPod): string {
  return `${pod}.${spec?.namespace ?? 'default'}`;
}
