import type { IpFamily } from '../../pod/model.ts';
import type { Chain, RuleSet, Table } from '../rules/rule.ts';
import { type Backend, chainPrefix, commentPrefix } from './backend-name.ts';
import { iptablesLines } from './iptables-rule.ts';
import { refillScript } from './iptables-script.ts';
import type { Step } from './step.ts';

export type IptablesBackend = Exclude<Backend, 'nftables'>;

/** Every chain that we ever own in a table: each refill declares them all, so none is left over from other options. */
const ownChains: Readonly<Record<Table, readonly string[]>> = {
  nat: ['PIN', 'INBOUND', 'OUTPUT', 'PROXY'],
  mangle: ['INVALID', 'INBOUND', 'TPROXY', 'OUTPUT'],
  filter: ['QUIC'],
};

const baseChain = { prerouting: 'PREROUTING', output: 'OUTPUT' } as const;

/**
 * The text for `iptables-restore --noflush`. Jumps are inserted at the top of the built-in chains, ahead of Docker's jump
 * for its resolver; an appended one would never see a DNS query.
 */
export function iptablesText(set: RuleSet, family: IpFamily): string {
  const tables = (['mangle', 'nat', 'filter'] as const).filter(
    (table) => table === 'nat' || set.chains.some((chain) => chain.table === table),
  );
  return tables.map((table) => tableText(set, table, family)).join('');
}

function tableText(set: RuleSet, table: Table, family: IpFamily): string {
  const chains = set.chains.filter((chain) => chain.table === table);
  const entries = chains.filter((chain) => chain.entry);
  return [
    `*${table}`,
    ...ownChains[table].map((name) => `:${chainPrefix}${name} - [0:0]`),
    ...(table === 'nat' ? [pinLine(family)] : []),
    ...chains.flatMap((chain) => ruleLines(chain, family)),
    ...[...entries].reverse().map(jumpLine),
    'COMMIT',
    '',
  ].join('\n');
}

function ruleLines(chain: Chain, family: IpFamily): readonly string[] {
  return chain.rules
    .flatMap((rule) => iptablesLines(rule, chain, family))
    .map((line) => `-A ${chainPrefix}${chain.name} ${line}`);
}

function jumpLine(chain: Chain): string {
  return `-I ${baseChain[chain.hook]} 1 ${jumpArguments(chain)}`;
}

/** What leads every packet of a built-in chain to a chain of ours. */
export function jumpArguments({ name }: Pick<Chain, 'name'>): string {
  return `-m comment --comment ${commentPrefix}jump -j ${chainPrefix}${name}`;
}

/**
 * A redirect that no packet ever meets: its chain has no jump. While it exists the kernel tracks connections and
 * translates those that were redirected, so switching capture off resets none, and switching it on finds every open
 * connection known.
 */
function pinLine(family: IpFamily): string {
  const nowhere = family === 'ipv4' ? '255.255.255.255' : '::';
  return `-A ${chainPrefix}PIN -d ${nowhere} -p tcp -m comment --comment ${commentPrefix}pin -j REDIRECT --to-ports 1`;
}

/** How many rules of ours the kernel holds after `iptablesText` of these families, jumps and the pin not counted. */
export function iptablesRuleCount(set: RuleSet): number {
  return set.families
    .flatMap((family) => set.chains.flatMap((chain) => chain.rules.map((rule) => ({ family, chain, rule }))))
    .reduce((sum, { rule, chain, family }) => sum + iptablesLines(rule, chain, family).length, 0);
}

/** `iptables-nft`, `ip6tables-legacy`, …: the beginning of the programs' names. */
function iptablesProgram(backend: IptablesBackend, family: IpFamily): string {
  return family === 'ipv4' ? backend : backend.replace('iptables', 'ip6tables');
}

export function refillStep(backend: IptablesBackend, set: RuleSet, family: IpFamily): Step {
  const others = set.families.some((other) => other !== family);
  return {
    argv: ['sh', '-c', refillScript, 'sh', iptablesProgram(backend, family), ''],
    stdin: iptablesText(set, family),
    purpose: `load the ${family} rules`,
    ...(family === 'ipv6' && others ? { optional: true as const } : {}),
  };
}

export function clearStep(backend: IptablesBackend, family: IpFamily, keepPin: boolean): Step {
  return {
    argv: ['sh', '-c', refillScript, 'sh', iptablesProgram(backend, family), keepPin ? 'pin' : ''],
    stdin: '',
    purpose: `remove the ${family} rules`,
    ...(family === 'ipv6' ? { optional: true as const } : {}),
  };
}

/** Has the kernel's tool read the rules without loading them. */
export function rehearseStep(backend: IptablesBackend, set: RuleSet, family: IpFamily): Step {
  return {
    argv: [`${iptablesProgram(backend, family)}-restore`, '--noflush', '--test'],
    stdin: iptablesText(set, family),
    purpose: `check the ${family} rules without loading them`,
    ...(family === 'ipv6' && set.families.length > 1 ? { optional: true as const } : {}),
  };
}
