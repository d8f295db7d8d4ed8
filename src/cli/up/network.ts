import type { Pod } from '../../pod/model.ts';
import type { ProjectNetwork } from '../../pod/network-wish.ts';
import { isOnProjectNetwork, overlaid, saysNothing, withProjectNetwork } from '../../pod/project-network.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { readConfig } from '../files/config-file.ts';
import type { UpOptions } from './options.ts';

/**
 * The pods with the network that flags, files and the person's configuration ask for, in this order of strength.
 * @throws Failure for what cannot be asked of one network, and for flags that no pod would follow.
 */
export async function onNetwork(
  pods: readonly Pod[],
  options: UpOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly Pod[]> {
  const flags = wishOf(options);
  const config = await readConfig(env);
  const { wrongIn } = await import('../../manifest/project-network.ts');
  const [wrong] = wrongIn(flags);
  if (wrong) throw new Failure(exitCodes.usage, `${flagNames[wrong.path[0]!] ?? ''} ${wrong.message}`);
  if (!saysNothing(flags) && !pods.some(isOnProjectNetwork)) throw unfollowed(pods);
  const manifest = pods[0]?.network.project ?? {};
  const wish = combined([flags, manifest, config.network]);
  return pods.map((pod) => withProjectNetwork(pod, wish));
}

const flagNames: Readonly<Record<string, string>> = {
  name: '--network',
  ipv6: '--ipv6',
  subnets: '--subnet',
  mtu: '--mtu',
};

function wishOf({ ipv6, subnet, mtu, network }: UpOptions): ProjectNetwork {
  return {
    ...(network !== undefined && { name: network }),
    ...(ipv6 && { ipv6 }),
    ...(subnet && { subnets: subnet }),
    ...(mtu !== undefined && { mtu }),
  };
}

/** A network that is there already has its ranges and its MTU: a weaker wish about these is void, and the other way round. */
function combined(wishes: readonly ProjectNetwork[]): ProjectNetwork {
  const strongest = wishes.find((wish) => !saysNothing(wish)) ?? {};
  const isNamed = strongest.name !== undefined;
  return isNamed ? strongest : { ...overlaid(wishes.filter(({ name }) => name === undefined)) };
}

function unfollowed(pods: readonly Pod[]): Failure {
  const names = pods.flatMap(({ engine }) => (engine?.networks ?? []).map(({ key, name }) => name ?? key));
  return new Failure(
    exitCodes.usage,
    `no pod is on the network of the project: the file has its own (${[...new Set(names)].join(', ')})`,
    'Leave the flag out, and write it at the network in the file.',
  );
}
