import { completeContainer, completePod } from '../../src/pod/complete.ts';
import type { Container, Pod } from '../../src/pod/model.ts';

/** A container completed as the manifest reader completes it. */
export function container(given: Partial<Container> & { readonly name: string }): Container {
  return completeContainer({ role: 'app', image: 'outrider/demo:0.1', ...given });
}

/** A pod of one container, unless told otherwise, completed as the manifest reader completes it. */
export function pod(given: Partial<Pod> = {}): Pod {
  const { name = 'web', containers = [container({ name: 'app' })] } = given;
  const whole = completePod({ ...given, name, containers });
  return given.network ? whole : { ...whole, network: { ...whole.network, aliases: [name] } };
}
