import { getEventListeners } from 'node:events';
import { expect, it } from '@jest/globals';
import { healthRequest } from '../../../src/supervisor/checks/check-grpc.ts';
import { checkHttp } from '../../../src/supervisor/checks/check-http.ts';
import { runHook } from '../../../src/supervisor/checks/handlers.ts';
import { capturedPod, contextWith, runResult } from './fakes.ts';

const request = { host: '10.0.0.2', port: 80, path: '/', scheme: 'HTTP', headers: [] } as const;

it.each([
  [199, 'failure'],
  [200, 'success'],
  [204, 'success'],
  [304, 'success'],
  [399, 'success'],
  [400, 'failure'],
  [404, 'failure'],
  [499, 'failure'],
  [500, 'failure'],
] as const)('HTTP status %i is a %s', async (status, outcome) => {
  const { context } = contextWith({ inNamespace: async () => runResult(0, `${status} `) });
  const result = await checkHttp({ ...context, signal: context.waiting }, request, 1000);
  expect(result.outcome).toBe(outcome);
});

it.each([
  [0, []],
  [1, [0x0a, 1]],
  [127, [0x0a, 127]],
  [128, [0x0a, 0x80, 0x01]],
  [200, [0x0a, 0xc8, 0x01]],
  [16_384, [0x0a, 0x80, 0x80, 0x01]],
])(
  'the name of a gRPC service of %i bytes has its length before it, as protobuf writes it',
  (length, head) => {
    const message = Buffer.from(healthRequest('s'.repeat(length)));
    expect(message.readUInt32BE(1)).toBe(message.length - 5);
    expect([...message.subarray(5, 5 + head.length)]).toEqual(head);
    expect(message.length).toBe(5 + head.length + length);
  },
);

it('a sleep hook that is over leaves nothing on the signal, and one that is given up ends at once', async () => {
  const { context, clock, waiting } = contextWith({});
  const target = { container: capturedPod.containers[0]!, id: 'c', ip: '' };
  const hook = (seconds: number) =>
    runHook({ ...context, signal: waiting.signal }, target, { type: 'sleep', seconds });
  const before = clock.monotonic();
  const over = hook(3);
  await clock.run(60_000, () => clock.monotonic() >= before + 3_000);
  await expect(over).resolves.toEqual({ ok: true, message: 'slept 3 s' });
  expect(getEventListeners(waiting.signal, 'abort')).toEqual([]);
  const givenUp = hook(1_000_000);
  waiting.abort();
  await expect(givenUp).resolves.toMatchObject({ ok: true });
});
