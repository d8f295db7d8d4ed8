import { isIP } from 'node:net';
import type { CaptureOptions } from '../pod/model.ts';
import { error, type Path, type Problem } from './problem.ts';

type Check = (text: string) => boolean;

const isPortRange: Check = (text) => {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return false;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return from >= 1 && from <= to && to <= 65_535;
};

const isCidr: Check = (text) => {
  const [address = '', prefix, ...rest] = text.split('/');
  const width = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (width < 0 || rest.length > 0 || address.includes('%')) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= width);
};

const isId: Check = (text) => /^\d{1,10}$/.test(text) && Number(text) <= 0xffff_fffe;
/** IFNAMSIZ less its end; iptables and nft choke on the rest. */
const isInterface: Check = (text) => /^[^\s/!+"]{1,15}$/.test(text);

interface ListRule {
  readonly check: Check;
  /** Whether `*` may stand for all. */
  readonly star: boolean;
  readonly wanted: string;
}

const PORTS = { check: isPortRange, wanted: 'a port or a range, as 8080 or 8000-8080' };
const RANGES = { check: isCidr, wanted: 'an IP address range, as 10.0.0.0/8 or fd00::/8' };
const GROUPS = { check: isId, wanted: 'a group id; names are not looked up' };

const LISTS: Readonly<Record<string, ListRule>> = {
  includeInboundPorts: { ...PORTS, star: true },
  excludeInboundPorts: { ...PORTS, star: false },
  includeOutboundPorts: { ...PORTS, star: true },
  excludeOutboundPorts: { ...PORTS, star: false },
  includeOutboundIPRanges: { ...RANGES, star: true },
  excludeOutboundIPRanges: { ...RANGES, star: false },
  includeOutboundOwnerGroups: { ...GROUPS, star: true },
  excludeOutboundOwnerGroups: { ...GROUPS, star: false },
  excludeInterfaces: { check: isInterface, star: false, wanted: 'the name of an interface, as eth1' },
};

const MODES = ['REDIRECT', 'TPROXY', 'NONE'];

/** The values of lists, and of what comes as plain text from Istio's annotations; the rest has its type already. */
export function captureValueProblems(
  given: Partial<CaptureOptions>,
  paths: Readonly<Record<string, Path>>,
): readonly Problem[] {
  const problems = Object.entries(LISTS).flatMap(([option, rule]) => {
    const items = given[option as keyof CaptureOptions] as readonly string[] | undefined;
    return (items ?? []).flatMap((item, index) => listProblem(item, rule, [...paths[option]!, index]));
  });
  if (given.mode === undefined || MODES.includes(given.mode)) return problems;
  const message = `needs ${MODES.join(', ')}, found ${JSON.stringify(given.mode)}`;
  return [error('capture-option', paths['mode']!, message), ...problems];
}

function listProblem(item: string, { check, star, wanted }: ListRule, path: Path): readonly Problem[] {
  if (item === '*' ? star : check(item)) return [];
  const message =
    item === '*' ? 'takes no *: use mode NONE to capture nothing' : `needs ${wanted}, found "${item}"`;
  return [error('capture-option', path, message)];
}
