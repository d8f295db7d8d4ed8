import type { CaptureOptions, Container, Pod } from '../pod/model.ts';
import type { CaptureProblem } from './problem.ts';

/**
 * The kernel tells the proxy's connections from the app's by uid and gid alone, so these must differ. An app that has
 * the proxy's would silently not be captured; a proxy whose gid is everybody's would exempt everybody.
 */
export function checkIdentity(options: CaptureOptions, pod: Pod): readonly CaptureProblem[] {
  return [
    ...checkNumbers(options),
    ...pod.containers
      .filter((container) => container.role === 'app' && container.name !== options.proxy)
      .flatMap((container) => checkApp(options, pod, container)),
    ...checkTransparency(options, pod),
  ];
}

function checkNumbers({ proxyUid, proxyGid, bypassUids }: CaptureOptions): readonly CaptureProblem[] {
  const problems: CaptureProblem[] = [];
  if (!isId(proxyUid))
    problems.push({ field: 'proxyUid', message: `${proxyUid} is no uid`, hint: 'give a number, as 1337' });
  if (!isId(proxyGid) || proxyGid === 0)
    problems.push({
      field: 'proxyGid',
      message:
        proxyGid === 0
          ? 'group 0 is every root process’ group: nothing that runs as root would be captured'
          : `${proxyGid} is no gid`,
      hint: 'give the proxy a group of its own, as 1337',
    });
  bypassUids.forEach((uid, index) => {
    if (uid === proxyUid && uid !== 0)
      problems.push({
        field: 'bypassUids',
        index,
        message: `${uid} is the proxy’s own uid, which is exempt already and whose self-calls would be lost`,
        hint: 'leave it out',
      });
  });
  return problems;
}

function checkApp(options: CaptureOptions, pod: Pod, container: Container): readonly CaptureProblem[] {
  const uid = container.securityContext.runAsUser ?? pod.securityContext.runAsUser;
  const gid = container.securityContext.runAsGroup ?? pod.securityContext.runAsGroup;
  const problems: CaptureProblem[] = [];
  const describe = (what: string, id: number) =>
    `container ${container.name} runs under ${what} ${id}, the proxy’s own: its traffic would not be captured`;
  if (uid === options.proxyUid && uid !== 0)
    problems.push({
      field: 'proxyUid',
      container: container.name,
      message: describe('uid', uid),
      hint: 'give the app or the proxy (proxyUid) another uid',
    });
  if (gid === options.proxyGid && gid !== 0)
    problems.push({
      field: 'proxyGid',
      container: container.name,
      message: describe('gid', gid),
      hint: 'give the app or the proxy (proxyGid) another gid',
    });
  return problems;
}

/** IP_TRANSPARENT needs NET_RAW or NET_ADMIN in effect. Without it the kernel drops every connection, with no refusal. */
function checkTransparency(options: CaptureOptions, pod: Pod): readonly CaptureProblem[] {
  if (options.mode !== 'TPROXY') return [];
  const problems: CaptureProblem[] = [];
  if (options.proxyUid !== 0)
    problems.push({
      field: 'proxyUid',
      message: `in TPROXY mode the proxy must run as root: uid ${options.proxyUid} gets no capabilities from Docker`,
      hint: 'leave proxyUid out (it is 0 then); its gid keeps it exempt',
    });
  const proxy = [...pod.initContainers, ...pod.containers].find(({ name }) => name === options.proxy);
  if (proxy && !mayBeTransparent(proxy))
    problems.push({
      field: 'mode',
      container: proxy.name,
      message: `in TPROXY mode ${proxy.name} needs NET_RAW or NET_ADMIN, and drops both`,
      hint: 'add NET_RAW to its securityContext.capabilities.add',
    });
  return problems;
}

function mayBeTransparent({ securityContext }: Container): boolean {
  const bare = (names: readonly string[]) => names.map((name) => name.toUpperCase().replace(/^CAP_/, ''));
  const added = bare(securityContext.capabilitiesAdd);
  const dropped = bare(securityContext.capabilitiesDrop);
  if (added.some((name) => ['ALL', 'NET_RAW', 'NET_ADMIN'].includes(name))) return true;
  return !dropped.some((name) => ['ALL', 'NET_RAW'].includes(name));
}

function isId(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xfffffffe;
}
