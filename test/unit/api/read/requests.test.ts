import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { ApiPorts } from '../../../../src/api/ports.ts';
import { createReading } from '../../../../src/api/read/reading.ts';
import { handle } from '../../../../src/api/serve/handle.ts';
import { health } from '../../../../src/api/serve/health.ts';
import { toApiRequest } from '../../../../src/api/serve/to-request.ts';
import { createStreams } from '../../../../src/api/streams/streams.ts';
import { kubernetesSchemas } from '../../../../src/cli/api/kubernetes-schemas.ts';
import { noTokens } from '../no-tokens.ts';
import { created, run } from '../objects/support.ts';

interface Answer {
  readonly code: number;
  readonly kind?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** What an API server answered to requests that a seed chose; `npm run test:clients -- --node` asks it again. */
const recorded = JSON.parse(readFileSync('test/clients/golden/requests-1.35.4.json', 'utf8')) as {
  readonly requests: readonly (Answer & { readonly url: string })[];
};

const folder = 'test/clients/manifests';
const manifest = readdirSync(folder)
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n---\n')
  .replaceAll(/^metadata: \{/gm, 'metadata: {namespace: shop, ')
  .replaceAll(/^metadata:$/gm, 'metadata:\n  namespace: shop');

const told = run(manifest);
told.tell('web', created(['setup', 'init'], ['proxy', 'sidecar'], ['app', 'app']));
const ports = {
  containers: async () => ({ init: ['setup', 'proxy'], app: ['app'] }),
  logs: async () => (async function* () {})(),
} as Partial<ApiPorts> as ApiPorts;
const handlers = [
  health,
  createStreams(ports).handler,
  createReading({
    ...{
      store: told.store,
      now: () => 0,
      token: () => 't',
      tokens: noTokens,
      usage: async () => [],
      schemas: kubernetesSchemas,
    },
  }),
];

async function answerTo(url: string): Promise<Answer> {
  const headers = { accept: 'application/json' };
  const request = toApiRequest({ url, headers }, undefined, new AbortController().signal);
  const answer = await handle(request, handlers);
  const { kind, reason, message } = 'body' in answer ? jsonOf(String(answer.body)) : ({} as Answer);
  const code = answer.status;
  return code < 400
    ? { code, ...(kind && { kind }) }
    : { code, ...(reason && { reason }), ...(message && { message }) };
}

function jsonOf(text: string): Answer {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {} as Answer;
  }
}

/** Versions count from somewhere else here. */
const wordsOf = (answer: Answer): string => JSON.stringify(answer).replaceAll(/current: \d+/g, 'current: N');

/** What is not served, or answered better: `docs/api.md` says why. */
const known: readonly RegExp[] = [
  // A server keeps old versions for some minutes.
  /(?=.*resourceVersionMatch=Exact)(?=.*resourceVersion=[15](&|$))/,
  /\/pods\/[^/]+\/(binding|eviction|proxy)$/,
  /\/nodes\/[^/]+\/proxy$/,
  // A server has an internal error for a version that is none of one object, and of a watch.
  /\/(configmaps|namespaces|nodes|pods|services|secrets|deployments)\/[^/?]+\?resourceVersion=(1\.5|x|-1|\+1|9{20})$/,
];
const isKnown = (url: string): boolean => known.some((one) => one.test(url));

it('requests that a seed chose are answered as by a server', async () => {
  const different: unknown[] = [];
  for (const { url, ...real } of recorded.requests) {
    const here = await answerTo(url);
    if (wordsOf(here) !== wordsOf(real) && !isKnown(url)) different.push({ url, here, real });
  }
  expect(different).toEqual([]);
});
