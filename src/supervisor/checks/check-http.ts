import type { CheckPorts, CheckResult } from './check.ts';
import { firstLine } from './check.ts';

interface HttpRequest {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly scheme: 'HTTP' | 'HTTPS';
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** As net/http's client in the kubelet: a redirect to another host is not followed and counts as success. */
const mostRedirects = 10;

/**
 * An HTTP probe from inside the pod's namespace (`curl` in the holder's image), so that it needs nothing of the
 * container's image and takes the pod's own address without being captured. 200 to 399 is success; certificates are
 * not checked (kubelet: pkg/probe/http).
 */
export async function checkHttp(
  ports: CheckPorts,
  request: HttpRequest,
  timeoutMs: number,
): Promise<CheckResult> {
  const first = urlOf(request);
  const deadline = ports.clock.monotonic() + timeoutMs;
  let url = first;
  for (let hops = 0; ; hops++) {
    const answer = await get(ports, url, request.headers, Math.max(1, deadline - ports.clock.monotonic()));
    if (answer.status === undefined) return { outcome: 'failure', message: answer.problem };
    const { status, redirect } = answer;
    if (status < 200 || status >= 400)
      return { outcome: 'failure', message: `HTTP probe failed with status code ${status}` };
    if (redirect === '') return { outcome: 'success', message: `HTTP status ${status}` };
    if (new URL(redirect).hostname !== new URL(first).hostname) {
      const warning = `probe was redirected to another host, which counts as success: ${redirect}`;
      return { outcome: 'success', message: `HTTP status ${status}`, warning };
    }
    if (hops === mostRedirects)
      return { outcome: 'failure', message: `stopped after ${mostRedirects} redirects` };
    url = redirect;
  }
}

function urlOf({ scheme, host, port, path }: HttpRequest): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${scheme.toLowerCase()}://${name}:${port}${path.startsWith('/') ? path : `/${path}`}`;
}

interface Answer {
  readonly status?: number;
  readonly redirect: string;
  readonly problem: string;
}

async function get(
  { engine, signal }: CheckPorts,
  url: string,
  headers: HttpRequest['headers'],
  timeoutMs: number,
): Promise<Answer> {
  const argv = [
    'curl',
    '--silent',
    '--show-error',
    '--insecure',
    '--globoff',
    '--noproxy',
    '*',
    '--output',
    '/dev/null',
    '--write-out',
    '%{http_code} %{redirect_url}',
    '--user-agent',
    'kube-probe/outrider',
    ...headers.flatMap(({ name, value }) => ['--header', value === '' ? `${name};` : `${name}: ${value}`]),
    '--',
    url,
  ];
  const result = await engine.inNamespace({ argv }, timeoutMs, signal);
  if (result.timedOut) return { redirect: '', problem: `no answer from ${url} within ${timeoutMs} ms` };
  const [code, redirect = ''] = Buffer.from(result.stdout).toString('utf8').split(' ');
  const status = Number(code);
  if (result.exitCode === 0 && status > 0) return { status, redirect, problem: '' };
  const words = firstLine(Buffer.from(result.stderr).toString('utf8')).replace(/^curl: \(\d+\) /, '');
  return { redirect: '', problem: words || `no answer from ${url}` };
}
