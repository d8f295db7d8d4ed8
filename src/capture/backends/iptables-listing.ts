import { commentPrefix } from './backend-name.ts';
import { iptablesSignature } from './iptables-signature.ts';
import { iptablesVerdict, isOwn, type LoadedChain, type LoadedRule } from './loaded.ts';

/** Reads what `iptables-save`, with or without `-c`, prints. */
export function parseIptablesSave(text: string): readonly LoadedChain[] {
  const chains = new Map<string, { readonly table: string; readonly name: string; rules: LoadedRule[] }>();
  let table = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const declared = /^:(\S+) /.exec(line);
    if (declared) chains.set(`${table} ${declared[1]}`, { table, name: declared[1]!, rules: [] });
    const rule = /^(?:\[(\d+):(\d+)\] )?-A (\S+) (.*)$/.exec(line);
    if (rule)
      chains
        .get(`${table} ${rule[3]}`)
        ?.rules.push(readRule(rule[4]!, Number(rule[1] ?? 0), Number(rule[2] ?? 0)));
  }
  return [...chains.values()].map((chain) => ({
    ...chain,
    own: isOwn('', chain.name),
    ...(builtIn[chain.name] ? { hook: builtIn[chain.name]! } : {}),
  }));
}

const builtIn: Readonly<Record<string, string>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

function readRule(text: string, packets: number, bytes: number): LoadedRule {
  const comment = /--comment (?:"([^"]*)"|(\S+))/.exec(text);
  const name = (comment?.[1] ?? comment?.[2] ?? '').startsWith(commentPrefix)
    ? (comment?.[1] ?? comment?.[2])!.slice(commentPrefix.length)
    : undefined;
  return {
    ...(name === undefined ? {} : { name }),
    text,
    verdict: iptablesVerdict(text),
    signature: iptablesSignature(text),
    packets,
    bytes,
  };
}
