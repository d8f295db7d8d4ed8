import { expect, it } from '@jest/globals';
import { addFaultStep, readFaults } from '../../../src/faults/holder-steps.ts';
import { faultOrder } from '../../../src/faults/order.ts';
import { packetRules } from '../../../src/faults/packet-rules.ts';
import { container, pod } from '../../support/pods.ts';

const one = pod({ initContainers: [container({ name: 'proxy', role: 'sidecar' })] });
const two = pod({ containers: [container({ name: 'app' }), container({ name: 'web' })] });

it('the only app container need not be named', () => {
  expect(faultOrder(one, { words: 'pause', forMs: 1000 })).toEqual({
    ok: true,
    order: { fault: { kind: 'pause' }, container: 'app', forMs: 1000 },
  });
  expect(faultOrder(one, { words: 'kill', container: 'proxy', forMs: 1000 })).toMatchObject({
    order: { container: 'proxy', forMs: 0 },
  });
});

it.each([
  [two, { words: 'pause', forMs: 1000 }, 'say which, as in'],
  [one, { words: 'pause', container: 'ap', forMs: 1000 }, 'it has proxy, app'],
  [one, { words: 'loss=5%', container: 'app', forMs: 1000 }, 'leave out /app'],
  [one, { words: 'loss=5%', forMs: 0 }, 'up to 24h'],
  [one, { words: 'loss=5%', forMs: 86_400_001 }, 'up to 24h'],
  [one, { words: 'lose=5%', forMs: 1000 }, 'there is no fault'],
])('what cannot be done is refused in words %#', (pod, wish, words) => {
  const order = faultOrder(pod, wish);
  expect(order.ok ? '' : order.problem).toContain(words);
});

it('what the holder lists is what was put on', () => {
  const fault = { id: 'f3', words: 'latency=200ms±50ms', leftMs: 30_000.4 };
  const { argv, stdin } = addFaultStep(fault, packetRules('f3', { kind: 'latency', ms: 200, jitterMs: 50 }));
  expect(argv.slice(1, 4)).toEqual(['add', 'f3', '30000']);
  expect(stdin).toBe('#4\n#6\n#qdisc\nnetem delay 200ms 50ms limit 100000\n');
  expect(readFaults(`f3 29000 ${argv[4]}\nnonsense\nf4 5 ***\n`)).toEqual([
    { id: 'f3', words: 'latency=200ms±50ms', leftMs: 29_000 },
    { id: 'f4', words: 'a fault', leftMs: 5 },
  ]);
});
