import type { Chain, RuleSet } from '../rules/rule.ts';
import { captureTable, pinTable } from './backend-name.ts';
import { conditionText } from './nftables-condition.ts';
import { chainName, familyGuard, nftablesLines } from './nftables-rule.ts';
import type { Step } from './step.ts';

/**
 * Ahead of the iptables chains of the same hook, Docker's among them: at an equal priority the chain that was registered
 * later would win. NAT refuses anything up to -200.
 */
const priority = { nat: -110, mangle: -150, filter: -10 } as const;

/** The text for `nft -f`: makes sure that the table exists and replaces it, in one transaction for both families. */
export function nftablesText(set: RuleSet): string {
  return [
    pinText,
    `table inet ${captureTable}`,
    `delete table inet ${captureTable}`,
    `table inet ${captureTable} {`,
    ...set.chains.flatMap((chain) => chainLines(chain, set)),
    '}',
    '',
  ].join('\n');
}

/**
 * A redirect that no packet ever meets, in a table of its own that outlives the capture table: while it exists the kernel
 * tracks connections and translates those that were redirected, so switching capture off resets none.
 */
const pinText = [
  `table inet ${pinTable} {`,
  '  chain pin { type nat hook output priority 100; }',
  '}',
  `flush chain inet ${pinTable} pin`,
  `add rule inet ${pinTable} pin ip daddr 255.255.255.255 meta l4proto tcp redirect to :1 comment "pin"`,
  '',
].join('\n');

function chainLines(chain: Chain, { families }: RuleSet): readonly string[] {
  const other = familyGuard(families);
  const guard = other ? [`${conditionText(other)} counter return comment "other-family"`] : [];
  const lines = [...(chain.entry ? guard : []), ...chain.rules.flatMap((rule) => nftablesLines(rule, chain))];
  return [
    `  chain ${chainName(chain)} {`,
    ...(chain.entry ? [`    ${hookText(chain)}`] : []),
    ...lines.map((line) => `    ${line}`),
    '  }',
  ];
}

/** Where the kernel enters a chain. The mangle table's output chain is a `route` chain: a changed mark must be looked up again. */
export function nftHook({ table, hook, name }: Chain): { readonly type: string; readonly priority: number } {
  const type = table === 'nat' ? 'nat' : table === 'mangle' && hook === 'output' ? 'route' : 'filter';
  const before = name === 'INVALID' ? 1 : 0;
  return { type, priority: priority[table] - before };
}

function hookText(chain: Chain): string {
  const { type, priority } = nftHook(chain);
  return `type ${type} hook ${chain.hook} priority ${priority}; policy accept;`;
}

export function nftablesRuleCount(set: RuleSet): number {
  return set.chains
    .flatMap((chain) => chain.rules.map((rule) => nftablesLines(rule, chain).length))
    .reduce((sum, lines) => sum + lines, 0);
}

export function loadStep(set: RuleSet): Step {
  return { argv: ['nft', '-f', '-'], stdin: nftablesText(set), purpose: 'load the rules' };
}

export function unloadStep(keepPin: boolean): Step {
  const tables = [captureTable, ...(keepPin ? [] : [pinTable])];
  return {
    argv: ['nft', '-f', '-'],
    stdin: tables.map((table) => `table inet ${table}\ndelete table inet ${table}\n`).join(''),
    purpose: 'remove the rules',
  };
}

export function checkStep(set: RuleSet): Step {
  return {
    argv: ['nft', '-c', '-f', '-'],
    stdin: nftablesText(set),
    purpose: 'check the rules without loading them',
  };
}
