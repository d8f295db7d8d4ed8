import { randomUUID } from 'node:crypto';
import { decide } from '../../mesh/route/decide.ts';
import { type Asked, parseUrl, readRequest } from '../../mesh/route/read-request.ts';
import { decisionInWords } from '../../mesh/words/decision-words.ts';
import { routesOf } from '../../mesh/words/routes-table.ts';
import { takenInWords } from '../../mesh/words/taken.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { withPodNamespace } from '../find/pod-namespace.ts';
import { sendFrom } from '../mesh/ask-from.ts';
import { configOf, isIstiod } from '../mesh/proxies.ts';
import { meshStatus } from '../mesh/status.ts';
import { harmlessLines } from '../output/harmless.ts';
import { printTable } from '../output/table.ts';

interface MeshOptions extends PodChoice {
  readonly host?: string;
  readonly output?: 'text' | 'json';
}

interface WhyOptions extends MeshOptions {
  readonly request: string;
  readonly header?: readonly string[];
  readonly send: boolean;
}

/** `outrider mesh status`: a line a proxy, and what istiod says of the rules. Exit code 1 when something is wrong. */
export async function status(options: MeshOptions): Promise<number> {
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  try {
    const pods = await choosePods(connection, [], options, signal);
    const istiod = pods.find(isIstiod);
    if (!istiod)
      throw new Failure(
        exitCodes.failure,
        'no istiod runs here',
        'The recipe `istio` starts one: outrider up FILE --with istio.',
      );
    const found = await meshStatus(connection, pods, istiod, signal);
    if (options.output === 'json') process.stdout.write(`${JSON.stringify(found)}\n`);
    else {
      printTable(
        ['PROXY', 'STATE', 'SINCE', 'DETAIL'],
        found.proxies.map(({ pod, state, since, detail }) => [pod, state, since ?? '-', detail]),
      );
      for (const { level, code, about, message } of found.complaints)
        process.stdout.write(
          harmlessLines(`\n${level} ${code === undefined ? '' : `${code} `}${about}: ${message}\n`),
        );
      if (found.silent !== undefined) process.stdout.write(harmlessLines(`\nistiod: ${found.silent}\n`));
    }
    const isGood =
      found.silent === undefined &&
      found.proxies.every(({ state }) => state === 'in sync') &&
      found.complaints.every(({ level }) => level !== 'error');
    return isGood ? exitCodes.ok : exitCodes.failure;
  } finally {
    connection.close();
  }
}

/** `outrider mesh routes POD [HOST]`: what the proxy does with requests of its pod, in words. */
export function routes(pod: string, host: string | undefined, options: MeshOptions): Promise<number> {
  return withPodNamespace(pod, options, async ({ connection, pod: found, signal }) => {
    const hosts = routesOf(await configOf(connection, found, signal), host);
    if (options.output === 'json') {
      process.stdout.write(`${JSON.stringify(hosts)}\n`);
      return exitCodes.ok;
    }
    if (hosts.length === 0)
      throw new Failure(
        exitCodes.failure,
        host === undefined
          ? `the proxy of ${pod} has no routes`
          : `the proxy of ${pod} has no route for ${host}`,
        'A request to another host goes where the client wanted, by no rule.',
      );
    for (const { host: name, rows } of hosts) {
      process.stdout.write(harmlessLines(`${name}\n`));
      for (const { name: rowName, rule, match, action } of rows) {
        const by = [rowName, rule].filter((word) => word !== undefined).join(', ');
        const lines = [
          `  ${match} → ${action[0]}${by === '' ? '' : `   (${by})`}`,
          ...action.slice(1).map((more) => `      ${more}`),
        ];
        process.stdout.write(harmlessLines(`${lines.join('\n')}\n`));
      }
    }
    return exitCodes.ok;
  });
}

/** `outrider mesh why POD URL`: which way a request would take, and after a real one which way it took. */
export function why(pod: string, url: string, options: WhyOptions): Promise<number> {
  const asked: Asked = { url, method: options.request, headers: options.header ?? [] };
  const target = checked(() => parseUrl(url));
  return withPodNamespace(pod, options, async ({ connection, pod: found, signal }) => {
    const config = await configOf(connection, found, signal);
    const from = sendFrom(connection, found, signal);
    const address = await from.addressOf(target.hostname);
    if (address === undefined)
      throw new Failure(
        exitCodes.failure,
        `pod ${pod} knows no host ${target.hostname}`,
        'A request to it fails before any proxy sees it. `outrider ps` lists the Services.',
      );
    const decision = decide(
      config,
      checked(() => readRequest(asked, address)),
    );
    const sent = options.send ? await from.send(asked, target, randomUUID()) : undefined;
    if (options.output === 'json') {
      process.stdout.write(`${JSON.stringify({ address, decision, ...(sent && { sent }) })}\n`);
      return exitCodes.ok;
    }
    const lines = [`${asked.method} ${target.href} from ${pod}, to ${address}`, ...decisionInWords(decision)];
    process.stdout.write(harmlessLines(`${lines.join('\n')}\n`));
    if (sent) process.stdout.write(harmlessLines(`\nsent      ${sent.words}\n`));
    if (sent?.taken) process.stdout.write(harmlessLines(`took      ${takenInWords(sent.taken)}\n`));
    return exitCodes.ok;
  });
}

/** What a person typed wrongly is their mistake, not a failure. */
function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Failure(exitCodes.usage, (error as Error).message);
  }
}
