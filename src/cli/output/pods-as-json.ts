import type { Pod } from '../../pod/model.ts';
import { maskSecrets } from '../mask-secrets.ts';

/** Pods as they would run, as one JSON document. Secret values are masked unless they are asked for. */
export function podsAsJson(pods: readonly Pod[], showSecrets: boolean): string {
  const shown = JSON.stringify(pods.map(asItRuns), undefined, 2);
  return showSecrets ? shown : JSON.stringify(JSON.parse(shown), maskSecrets(pods), 2);
}

/** Without what says where it comes from: among the documents of its files are Secrets. */
function asItRuns({ locations: _locations, origin: _origin, ...pod }: Pod): unknown {
  return pod;
}
