import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { verdictInWords } from '../../../src/capture/check/counters.ts';
import type { Chain } from '../../../src/capture/rules/rule.ts';
import { ruleSet } from '../../../src/capture/rules/rules.ts';
import { captureDefaults } from '../../../src/pod/capture-defaults.ts';
import type { CaptureOptions } from '../../../src/pod/model.ts';
import { policyOf } from './policies.ts';

const page = readFileSync('docs/capture.md', 'utf8');

/** Options that between them make every rule. */
const everything: Partial<CaptureOptions> = {
  captureDns: true,
  dropInvalid: true,
  quic: 'reject',
  ipFamilies: ['ipv4'],
  excludeInterfaces: ['eth1'],
  excludeOutboundPorts: ['3306'],
  includeOutboundPorts: ['443'],
  includeOutboundIPRanges: ['10.0.0.0/8', '127.0.0.0/8'],
  excludeOutboundIPRanges: ['10.9.0.0/16'],
  bypassUids: [4000],
};
const variants: readonly Partial<CaptureOptions>[] = [
  { ...everything, excludeOutboundOwnerGroups: ['888'] },
  { ...everything, includeOutboundOwnerGroups: ['202'], includeInboundPorts: ['8080'] },
  { ...everything, includeOutboundIPRanges: ['*'] },
];

/** Every rule of a mode, each name once, in the order of the chains and of the rules in them. */
function table(mode: 'REDIRECT' | 'TPROXY', wanted: (chain: Chain) => boolean): string {
  const chains = new Map<string, string[]>();
  for (const given of variants) {
    for (const chain of ruleSet(policyOf({ ...given, mode })).chains.filter(wanted)) {
      const lines = chains.get(`${chain.table} ${chain.name}`) ?? [];
      chains.set(`${chain.table} ${chain.name}`, lines);
      let at = 0;
      for (const { name, purpose, verdict } of chain.rules) {
        const known = lines.findIndex((line) => line.startsWith(`| \`${name}\` |`));
        if (known < 0) lines.splice(at, 0, `| \`${name}\` | ${purpose} | ${verdictInWords(verdict)} |`);
        at = (known < 0 ? at : known) + 1;
      }
    }
  }
  return [...chains]
    .map(([title, lines]) =>
      [`**${title}**`, '', '| rule | what it is about | then |', '| --- | --- | --- |', ...lines].join('\n'),
    )
    .join('\n\n');
}

const between = (name: string) =>
  new RegExp(`<!-- generated: ${name} -->\\n\\n([\\s\\S]*?)\\n\\n<!-- /generated -->`).exec(page)?.[1];

describe('docs/capture.md', () => {
  it('shows the rules of REDIRECT', () => {
    expect(between('redirect')).toBe(table('REDIRECT', () => true));
  });

  it('shows the rules of TPROXY', () => {
    expect(between('tproxy')).toBe(
      table('TPROXY', ({ table: of, name }) => of === 'mangle' && name !== 'INVALID'),
    );
  });

  it('states every option with its default', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| ([^|]*)\|/gm)].map(([, name, text]) => [
      name,
      text!.trim(),
    ]);
    const stated = Object.fromEntries(rows.filter(([name]) => name! in captureDefaults));
    const actual = Object.fromEntries(
      Object.entries(captureDefaults).map(([name, value]) => [
        name,
        [value]
          .flat()
          .map((item) => `\`${item}\``)
          .join(', '),
      ]),
    );
    expect(stated).toEqual(actual);
  });
});
