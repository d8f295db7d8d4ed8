import { getInside } from '../../docker/get-inside.ts';
import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { ProxyConfig } from '../../mesh/config/model.ts';
import { readConfig } from '../../mesh/config/read-config.ts';
import { type ProxyStatus, readStatus } from '../../mesh/status/read-status.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** Where the admin interface of Envoy listens, of the recipes istio and envoy. */
const adminPort = 15_000;
/** Where istiod tells about its proxies. */
const debugPort = 8080;
const istiodContainer = 'discovery';
const proxyContainer = 'istio-proxy';

export const hasProxy = ({ containers }: ListedPod): boolean =>
  containers.some(({ name }) => name === proxyContainer);

export const isIstiod = ({ containers }: ListedPod): boolean =>
  containers.some(({ name }) => name === istiodContainer);

/** What the proxy of a pod works by. @throws Failure where its pod has no Envoy that answers. */
export async function configOf(
  connection: Connection,
  pod: ListedPod,
  signal: AbortSignal,
): Promise<ProxyConfig> {
  const body = await ask(connection, pod, envoy, signal);
  try {
    return readConfig(body);
  } catch {
    throw new Failure(exitCodes.failure, `what listens on port ${adminPort} of pod ${pod.pod} is no Envoy`);
  }
}

/** What istiod knows of its proxies, by the name of their pod. */
export async function statusesOf(
  connection: Connection,
  istiod: ListedPod,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ProxyStatus>> {
  const all = readStatus(await ask(connection, istiod, istiodDebug, signal));
  return new Map(all.map((one) => [one.proxy, one]));
}

/** Something in a pod that tells of itself over HTTP. */
interface Teller {
  readonly port: number;
  readonly path: string;
  /** As an error says it, after `pod web has`. */
  readonly called: string;
  readonly hint: string;
}

/** Envoy’s admin interface, where the recipes `istio` and `envoy` put it. */
const envoy: Teller = {
  ...{ port: adminPort, path: '/config_dump?include_eds', called: 'no Envoy that answers' },
  hint: 'The recipes `istio` and `envoy` add one: outrider up FILE --with istio.',
};

const istiodDebug: Teller = {
  ...{ port: debugPort, path: '/debug/syncz', called: 'no istiod that answers' },
  hint: 'See what it is about with `outrider why istiod`.',
};

async function ask(
  { docker }: Connection,
  pod: ListedPod,
  { port, path, called, hint }: Teller,
  signal: AbortSignal,
): Promise<string> {
  if (pod.holder === undefined)
    throw new Failure(
      exitCodes.failure,
      `pod ${pod.pod} does not run`,
      `See what it is about with \`outrider why ${pod.pod}\`.`,
    );
  try {
    return await getInside(docker, pod.holder, port, path, signal);
  } catch (error) {
    throw new Failure(exitCodes.failure, `pod ${pod.pod} has ${called}: ${(error as Error).message}`, hint);
  }
}
