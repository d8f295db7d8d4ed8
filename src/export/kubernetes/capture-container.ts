import { type Document, isMap, isSeq, Scalar, type YAMLMap, YAMLSeq } from 'yaml';
import { standaloneScript } from '../../capture/backends/standalone-script.ts';
import { capturePolicy, capturesInbound, type Policy } from '../../capture/policy/policy.ts';
import { includesPort } from '../../capture/policy/port-range.ts';
import { completeCapture, isIstioInit, istioInits, readCapture } from '../../manifest/capture-source.ts';
import { childMap, type PodNode } from '../../manifest/recipe/pod-nodes.ts';
import type { PodSource } from '../../manifest/sources.ts';
import type { CaptureOptions } from '../../pod/model.ts';

/** The init container that loads the rules. */
const CAPTURE_CONTAINER = 'capture-rules';

type Values = Pick<PodSource, 'metadata' | 'spec'>;

/**
 * Turns a pod's capture options into an init container that loads the rules, before everything else of the pod or after
 * the container that `startAfter` names. The proxy gets the user that the rules exempt.
 *
 * A pod that Istio has injected keeps Istio's own init container, unless it asks for other rules.
 *
 * @param image has `sh`, `iptables`, `sed` and `ip`.
 * @returns what a person must know of it, in sentences.
 */
export function addCapture(document: Document, pod: PodNode, image: string): readonly string[] {
  const values = valuesOf(document, pod);
  const source = readCapture(values);
  if (source === undefined) return [];
  const isIstios = Object.keys(values.metadata.annotations ?? {}).every((key) => !key.startsWith(OWN));
  if (isIstios && istioInits(values).length > 0) return [];
  const options = completeCapture(source, values);
  if (options.mode === 'NONE') return [];
  const policy = capturePolicy(options);
  const inits = initContainers(pod.spec);
  inits.items = inits.items.filter((item) => !isIstioInit(asInit(item, document)));
  const container = document.createNode(containerOf(policy, image)) as YAMLMap;
  const script = container.getIn(['command', 2], true) as Scalar;
  script.type = Scalar.BLOCK_LITERAL;
  inits.items.splice(placeOf(options, inits), 0, container);
  runAsExempt(document, pod, options);
  return probeNotes(pod, values, options, policy);
}

const OWN = 'outrider.dev/capture';

function valuesOf(document: Document, { node }: PodNode): Values {
  const { metadata, spec } = node.toJS(document) as { metadata?: Values['metadata']; spec: Values['spec'] };
  return { metadata: metadata ?? {}, spec };
}

function initContainers(spec: YAMLMap): YAMLSeq {
  const found = spec.get('initContainers', true);
  if (isSeq(found)) return found as YAMLSeq;
  const made = new YAMLSeq();
  spec.set('initContainers', made);
  return made;
}

function asInit(item: unknown, document: Document): { readonly name: string } {
  return isMap(item) ? (item.toJS(document) as { name: string }) : { name: '' };
}

function placeOf({ startAfter }: CaptureOptions, inits: YAMLSeq): number {
  return inits.items.findIndex((item) => isMap(item) && item.get('name') === startAfter) + 1;
}

function containerOf(policy: Policy, image: string) {
  return {
    name: CAPTURE_CONTAINER,
    image,
    command: ['sh', '-c', standaloneScript(policy, 'resolv.conf')],
    resources: { requests: { cpu: '10m', memory: '32Mi' } },
    securityContext: {
      runAsUser: 0,
      runAsGroup: 0,
      runAsNonRoot: false,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] },
    },
  };
}

/** As `up` runs it, whatever its image says. In TPROXY mode the proxy is root, and binds addresses of others. */
function runAsExempt(document: Document, { spec }: PodNode, options: CaptureOptions): void {
  for (const list of [spec.get('initContainers', true), spec.get('containers', true)])
    for (const item of isSeq(list) ? list.items : []) {
      if (!isMap(item) || item.get('name') !== options.proxy) continue;
      const context = childMap(item as YAMLMap, 'securityContext');
      context?.set('runAsUser', options.proxyUid);
      context?.set('runAsGroup', options.proxyGid);
      if (context === undefined || options.mode !== 'TPROXY') continue;
      const capabilities = childMap(context, 'capabilities');
      const added = (capabilities?.toJS(document) as { add?: string[] } | undefined)?.add ?? [];
      if (!added.some((name) => /^(?:CAP_)?(?:ALL|NET_RAW|NET_ADMIN)$/i.test(name)))
        capabilities?.set('add', document.createNode([...added, 'NET_RAW']));
    }
}

/** Here a probe comes from within the pod; there the kubelet asks from outside, through the proxy. */
function probeNotes(
  pod: PodNode,
  { spec }: Values,
  options: CaptureOptions,
  policy: Policy,
): readonly string[] {
  if (!capturesInbound(policy)) return [];
  const { include, exclude } = policy.inbound;
  const isCaptured = (port: number): boolean =>
    include === 'all' ? !includesPort(exclude, port) : includesPort(include, port);
  return [...(spec.initContainers ?? []), ...spec.containers]
    .filter(({ name }) => name !== options.proxy)
    .flatMap(({ name, ports = [], startupProbe, livenessProbe, readinessProbe }) => {
      const asked = [startupProbe, livenessProbe, readinessProbe].flatMap((probe) => {
        const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port;
        const number =
          typeof port === 'string' ? ports.find((one) => one.name === port)?.containerPort : port;
        return number !== undefined && isCaptured(Number(number)) ? [Number(number)] : [];
      });
      return [...new Set(asked)].map(
        (port) =>
          `pod ${pod.name}: the kubelet probes port ${port} of ${name} from outside, so ${options.proxy} answers for it or passes it on`,
      );
    });
}
