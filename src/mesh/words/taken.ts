import { clusterInWords } from './route-words.ts';

/** What the access log of a proxy says that it did with a request. */
export interface Taken {
  readonly status: number;
  /** Envoy's response flags, such as `UH`; absent for none. */
  readonly flags?: string;
  /** Why the status is so, such as `via_upstream` or `fault_filter_abort`. */
  readonly details?: string;
  /** The endpoint that answered. */
  readonly upstream?: string;
  readonly cluster?: string;
  /** The name of the route. */
  readonly route?: string;
}

/** Istio's default format: MeshConfig, `accessLogFormat`. */
const istio =
  /" (\d+) (\S+) (\S+) \S+ "[^"]*" \d+ \d+ \d+ \S+ "[^"]*" "[^"]*" "[^"]*" "[^"]*" "([^"]*)" (\S+) \S+ \S+ \S+ \S+ (\S+)$/;

/** Reads a line of Istio's default format; undefined for another one. */
export function readTaken(line: string): Taken | undefined {
  const [, status, flags, details, upstream, cluster, route] = istio.exec(line.trimEnd()) ?? [];
  if (status === undefined) return undefined;
  const fields = { flags, details, upstream, cluster, route };
  const given = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== '-' && value !== '',
  );
  return { status: Number(status), ...Object.fromEntries(given) };
}

/** `200 from 10.0.0.5:8080 of web.default:80 subset v1, route default` */
export function takenInWords({ status, flags, details, upstream, cluster, route }: Taken): string {
  const from = upstream === undefined ? '' : ` from ${upstream}`;
  const of = cluster === undefined ? '' : ` of ${clusterInWords(cluster)}`;
  const by = route === undefined ? '' : `, route ${route}`;
  const why = details === undefined || details === 'via_upstream' ? '' : `, ${details}`;
  return `${status}${from}${of}${by}${why}${flags === undefined ? '' : ` (${flags})`}`;
}
