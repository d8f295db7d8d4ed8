import { Agent, type IncomingMessage, request } from 'node:http';
import { ClusterError } from './cluster-error.ts';
import { explainFailure, type Place } from './explain-failure.ts';
import { type ClusterProxy, startProxy } from './proxy.ts';

/** How long an answer may take to begin, in milliseconds. */
const answerMs = 20_000;

/** A cluster, by the person's own kubectl. */
export interface ClusterClient {
  readonly place: Place;
  /** @throws ClusterError */
  get<T>(path: string, signal: AbortSignal): Promise<T>;
  delete(path: string, signal: AbortSignal): Promise<void>;
  /** The body of an answer that goes on, in lines without their newline. It ends when the connection does. */
  lines(path: string, signal: AbortSignal): AsyncGenerator<string>;
  close(): void;
}

/** @throws ClusterError when kubectl or its context is not there. */
export async function connectCluster(place: Place, signal: AbortSignal): Promise<ClusterClient> {
  const agent = new Agent({ keepAlive: true });
  const closing = new AbortController();
  let proxy: Promise<ClusterProxy> | undefined;
  // A proxy that was ended from outside is started again with the next request.
  const socket = async (): Promise<string> => {
    proxy ??= startProxy(place, closing.signal).then((started) => {
      void started.ended.then(() => {
        proxy = undefined;
      });
      return started;
    });
    proxy.catch(() => {
      proxy = undefined;
    });
    return (await proxy).socketPath;
  };
  const call = async (method: string, path: string, caller: AbortSignal): Promise<IncomingMessage> =>
    answered(await socket(), { agent, method, path, signal: caller, place });
  await socket();
  signal.throwIfAborted();
  return {
    place,
    get: async (path, caller) => JSON.parse(await textOf(await call('GET', path, caller))),
    delete: async (path, caller) => {
      await textOf(await call('DELETE', path, caller));
    },
    lines: async function* (path, caller) {
      yield* splitLines(await call('GET', path, caller));
    },
    close: () => {
      closing.abort();
      agent.destroy();
    },
  };
}

interface Asked {
  readonly agent: Agent;
  readonly method: string;
  readonly path: string;
  readonly signal: AbortSignal;
  readonly place: Place;
}

/** The answer's head has come and says success. @throws ClusterError */
function answered(socketPath: string, { place, ...asked }: Asked): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const late = (): void =>
      void sent.destroy(
        new ClusterError('unreachable', `${place.context} did not answer within ${answerMs / 1000} s`),
      );
    const timer = setTimeout(late, answerMs);
    const sent = request({ ...asked, socketPath, headers: { Host: 'localhost' } }, (response) => {
      clearTimeout(timer);
      if (response.statusCode! < 300) return resolve(response);
      textOf(response).then((text) => reject(refusal(response.statusCode!, text, place)), reject);
    });
    sent.once('error', (error) => {
      clearTimeout(timer);
      reject(
        asked.signal.aborted || error instanceof ClusterError
          ? error
          : new ClusterError('unreachable', `${place.context} cannot be reached: ${error.message}`),
      );
    });
    sent.end();
  });
}

/** A status that is no success: the API server's `Status`, or the proxy's own words where it cannot reach it. */
function refusal(status: number, text: string, place: Place): ClusterError {
  const words = messageIn(text);
  if (status === 410) return new ClusterError('gone', words);
  if (status === 404) return new ClusterError('gone', words);
  if (status === 401) return explainFailure(`Unauthorized ${words}`, place);
  if (status === 403) return explainFailure(`Error from server (Forbidden): ${words}`, place);
  if (status === 429 || status >= 500)
    return new ClusterError('unreachable', `${place.context} cannot answer: ${oneLine(words)}`);
  return explainFailure(words, place);
}

function oneLine(words: string): string {
  return words.trim().replaceAll(/\s+/g, ' ');
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { readonly message?: string }).message ?? text;
  } catch {
    return text.trim();
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A longer line is cut: a state of a pod has 1.5 MiB at most, which is etcd's bound. */
const mostBytes = 4 * 1024 * 1024;

async function* splitLines(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of response) {
      const parts = (rest + (chunk as string)).split('\n');
      rest = parts.pop()!.slice(0, mostBytes);
      yield* parts;
    }
  } catch {
    // A stream that broke has ended; the caller goes on from where it was.
  }
  if (rest !== '') yield rest;
}
