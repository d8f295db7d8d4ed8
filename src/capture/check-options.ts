import { allContainers } from '../pod/containers.ts';
import type { CaptureOptions, Pod } from '../pod/model.ts';
import { checkIdentity } from './check-identity.ts';
import { parseCidr } from './cidr.ts';
import { parsePortRange } from './port-range.ts';
import type { CaptureProblem } from './problem.ts';

/** Everything that is wrong with the options for this pod, all at once; empty when capture can be set up. */
export function checkCaptureOptions(options: CaptureOptions, pod: Pod): readonly CaptureProblem[] {
  if (options.mode === 'NONE') return [];
  return [
    ...checkPorts(options),
    ...checkLists(options),
    ...checkNames(options, pod),
    ...checkTproxy(options),
    ...checkIdentity(options, pod),
  ];
}

const portFields = ['inboundPort', 'outboundPort', 'dnsPort', 'tunnelPort'] as const;

function checkPorts(options: CaptureOptions): readonly CaptureProblem[] {
  const wrong = portFields
    .filter((field) => !isWithin(options[field], 1, 65535))
    .map((field) => ({
      field,
      message: `${field} is ${options[field]}, which is no port`,
      hint: 'give a number from 1 to 65535',
    }));
  const same = portFields.flatMap((field, at) =>
    portFields
      .slice(0, at)
      .filter((other) => options[other] === options[field])
      .map((other) => ({
        field,
        message: `${field} and ${other} are both ${options[field]}`,
        hint: 'give each of them a port of its own',
      })),
  );
  return [...wrong, ...same];
}

const portLists = [
  ['includeInboundPorts', true],
  ['excludeInboundPorts', false],
  ['includeOutboundPorts', true],
  ['excludeOutboundPorts', false],
] as const;
const rangeLists = [
  ['includeOutboundIPRanges', true],
  ['excludeOutboundIPRanges', false],
] as const;
const groupLists = [
  ['includeOutboundOwnerGroups', true],
  ['excludeOutboundOwnerGroups', false],
] as const;

function checkLists(options: CaptureOptions): readonly CaptureProblem[] {
  return [
    ...portLists.flatMap(([field, star]) =>
      checkList(options, field, star, parsePortRange, 'no port and no range of ports', '8080 or 8000-8080'),
    ),
    ...rangeLists.flatMap(([field, star]) =>
      checkList(options, field, star, parseCidr, 'no IP address range', '10.0.0.0/8 or fd00::/8'),
    ),
    ...groupLists.flatMap(([field, star]) =>
      checkList(options, field, star, parseId, 'no group id', '2000 (names are not looked up)'),
    ),
    ...options.excludeInterfaces.flatMap((name, index) =>
      /^[^\s/!+"]{1,15}$/.test(name)
        ? []
        : [problem('excludeInterfaces', index, `"${name}" is no name of an interface`, 'write eth1, say')],
    ),
    ...options.bypassUids.flatMap((uid, index) =>
      isWithin(uid, 0, maxId) ? [] : [problem('bypassUids', index, `${uid} is no uid`, 'give a number')],
    ),
    ...(options.ipFamilies.length > 0
      ? []
      : [
          {
            field: 'ipFamilies' as const,
            message: 'no address family is left',
            hint: 'name ipv4, ipv6 or both',
          },
        ]),
  ];
}

function checkList(
  options: CaptureOptions,
  field: (typeof portLists | typeof rangeLists | typeof groupLists)[number][0],
  star: boolean,
  parse: (text: string) => unknown,
  wrong: string,
  example: string,
): readonly CaptureProblem[] {
  return options[field].flatMap((text, index) => {
    if (text === '*' && star) return [];
    if (text === '*')
      return [problem(field, index, `${field} takes no "*"`, `list what to leave alone, or use mode NONE`)];
    return parse(text) === undefined
      ? [problem(field, index, `"${text}" is ${wrong}`, `write ${example}`)]
      : [];
  });
}

function checkNames(options: CaptureOptions, pod: Pod): readonly CaptureProblem[] {
  const problems: CaptureProblem[] = [];
  const proxy = allContainers(pod).find((container) => container.name === options.proxy);
  if (!proxy || proxy.role === 'init')
    problems.push({
      field: 'proxy',
      message: proxy
        ? `the proxy "${options.proxy}" is an init container that ends before the app starts`
        : `the pod has no container "${options.proxy}" to take its traffic`,
      hint: proxy ? 'give it restartPolicy: Always, which makes it a sidecar' : named(allContainers(pod)),
    });
  const inits = pod.initContainers.filter((container) => container.role === 'init');
  if (options.startAfter !== undefined && !inits.some(({ name }) => name === options.startAfter))
    problems.push({
      field: 'startAfter',
      message: `the pod has no plain init container "${options.startAfter}" to wait for`,
      hint: named(inits),
    });
  if (!(['auto', 'iptables', 'nftables'] as readonly string[]).includes(options.backend))
    problems.push({
      field: 'backend',
      message: `there is no backend "${options.backend}"`,
      hint: 'auto, iptables or nftables',
    });
  return problems;
}

function checkTproxy(options: CaptureOptions): readonly CaptureProblem[] {
  if (options.mode !== 'TPROXY') return [];
  const problems: CaptureProblem[] = [];
  if (!isWithin(options.tproxyMark, 1, 0xfffffffe))
    problems.push({
      field: 'tproxyMark',
      message: `${options.tproxyMark} is no packet mark`,
      hint: 'give a number from 1 to 4294967294; the next one is used as well',
    });
  if (!isWithin(options.tproxyRouteTable, 1, 0xffffffff) || isWithin(options.tproxyRouteTable, 253, 255))
    problems.push({
      field: 'tproxyRouteTable',
      message: `${options.tproxyRouteTable} is no free routing table`,
      hint: 'give a number of your own; 253 to 255 are the system’s',
    });
  return problems;
}

const maxId = 0xfffffffe;

function parseId(text: string): number | undefined {
  return /^\d+$/.test(text) && Number(text) <= maxId ? Number(text) : undefined;
}

function isWithin(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

function problem(field: keyof CaptureOptions, index: number, message: string, hint: string): CaptureProblem {
  return { field, index, message, hint };
}

function named(containers: readonly { readonly name: string }[]): string {
  const names = containers.map(({ name }) => name).join(', ');
  return names ? `it has ${names}` : 'it has none';
}
