import { sidecars } from '../pod/containers.ts';
import type { Container, Pod } from '../pod/model.ts';
import { about, type Rule } from './finding.ts';
import { isInfrastructureImage, repository } from './known-images.ts';
import { declaresPort, localCalls, toldTo } from './words.ts';

/**
 * A sidecar takes infrastructure off the app's hands. One that knows the app's domain is a part of the app in another
 * container: it must be built, released and understood together with it. Each reason is a sign, not a proof.
 */
export const businessLogic: Rule = {
  code: 'business-logic-in-sidecar',
  level: 'warning',
  title: 'A sidecar looks like a part of the application',
  check: (pod, pods) =>
    sidecars(pod)
      .filter(({ name, image }) => pod.capture?.proxy !== name && !isInfrastructureImage(image))
      .flatMap((sidecar) => {
        const reasons = signs.map((sign) => sign(sidecar, pod, pods)).filter((one) => one !== undefined);
        if (reasons.length === 0) return [];
        return [
          about(
            pod,
            sidecar.name,
            `sidecar ${sidecar.name} looks like a part of the application: ${reasons.join('; ')}`,
            'Move what knows the domain into the app, or into a service of its own; leave infrastructure to the sidecar.',
          ),
        ];
      }),
};

type Sign = (sidecar: Container, pod: Pod, pods: readonly Pod[]) => string | undefined;

/** Both run a program out of the same volume. */
const runsTheAppsCode: Sign = (sidecar, pod) => {
  const app = pod.containers.find((one) => {
    const shared = codeVolumes(one);
    return codeVolumes(sidecar).some((volume) => shared.includes(volume));
  });
  return app && `it runs code out of the volume that holds the code of ${app.name}`;
};

/** Volumes in which the command, an argument or the working directory of a container lies. */
function codeVolumes({ command = [], args = [], workingDir, volumeMounts }: Container): readonly string[] {
  const places = [...command, ...args, ...(workingDir === undefined ? [] : [workingDir])];
  const isIn = (mountPath: string) => (place: string) =>
    place === mountPath || (place.startsWith(`${mountPath}/`) && isProgram.test(place));
  return volumeMounts.filter(({ mountPath }) => places.some(isIn(mountPath))).map(({ name }) => name);
}

/** A file of a program rather than of data or configuration; the working directory has no ending. */
const isProgram = /(?:\.(?:py|js|mjs|cjs|ts|rb|php|pl|sh|jar|war|class|dll|lua|exe)|\/[^./]+)$/;

/** The user talks to the sidecar and not to the app. */
const isTheOnlyOnePublished: Sign = (sidecar, pod) => {
  const published = ({ ports }: Container): boolean => ports.some(({ hostPort }) => hostPort !== undefined);
  const isAlone = published(sidecar) && !pod.containers.some(published);
  return isAlone ? 'it is the only container whose port is published' : undefined;
};

/** The app asks the sidecar for things of its domain, such as /orders. */
const isCalledForTheDomain: Sign = (sidecar, pod) => {
  for (const app of pod.containers)
    for (const { port, path } of toldTo(app).flatMap(localCalls))
      if (declaresPort(sidecar, port) && isDomainPath(path)) return `${app.name} calls it at ${path}`;
  return undefined;
};

const infrastructurePath =
  /^\/(?:$|metrics|health|ready|live|ping|status|stats|admin|config|debug|actuator|v1\/(?:traces|metrics|logs|secret|agent|sys|auth|data|kv)|v1\.0\/|api\/(?:v2\/spans|traces|v1\/(?:push|write))|loki|opentelemetry|oauth2|secret|quit|\.well-known)/;

function isDomainPath(path: string): boolean {
  return !infrastructurePath.test(path);
}

/** Infrastructure is the same program in every service; what differs from one to the next is about the service. */
const differsPerService: Sign = (sidecar, pod, pods) => {
  for (const other of pods) {
    if (other.name === pod.name) continue;
    const same = sidecars(other).find(({ name }) => name === sidecar.name);
    if (same && repository(same.image) !== repository(sidecar.image))
      return `pod ${other.name} has another program under its name (${repository(same.image)}, here ${repository(sidecar.image)})`;
  }
  return undefined;
};

const signs: readonly Sign[] = [
  runsTheAppsCode,
  isTheOnlyOnePublished,
  isCalledForTheDomain,
  differsPerService,
];
