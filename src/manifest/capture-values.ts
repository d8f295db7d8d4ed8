import { parseCidr } from '../capture/policy/cidr.ts';
import { parsePortRange } from '../capture/policy/port-range.ts';
import type { CaptureOptions } from '../pod/model.ts';
import { error, type Path, type Problem } from './problem.ts';

type Check = (text: string) => boolean;

const isId: Check = (text) => /^\d{1,10}$/.test(text) && Number(text) <= 0xffff_fffe;
/** IFNAMSIZ less its end; iptables and nft choke on the rest. */
const isInterface: Check = (text) => /^[^\s/!+"]{1,15}$/.test(text);

interface ListRule {
  readonly check: Check;
  /** Whether `*` may stand for all. */
  readonly star: boolean;
  readonly wanted: string;
}

const PORTS = {
  check: (text: string) => parsePortRange(text) !== undefined,
  wanted: 'a port or a range, as 8080 or 8000-8080',
};
const RANGES = {
  check: (text: string) => parseCidr(text) !== undefined,
  wanted: 'an IP address range, as 10.0.0.0/8 or fd00::/8',
};
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
