import { parseArgs } from 'node:util';
import { load } from '../../../scripts/lib/dist.mjs';
import { interruption } from '../../../scripts/lib/interruption.mjs';
import { fromSource } from '../from-source.mjs';
import { describeMachine, machineFacts } from '../machine.mjs';
import { ratios, spread } from '../statistics.mjs';
import { table } from '../table.mjs';

/** How long it takes to put capture on a pod and to take it off, beside one bare exec of `true` in the same holder. */
export const images = ['holder'];

const source = `
export { createCapturer } from './src/supervisor/capture/apply-capture.ts';
export { withCaptureDefaults } from './src/pod/capture-defaults.ts';
export { createRunner } from './src/docker/holder/runner.ts';
export { openExec } from './src/docker/holder/open-exec.ts';
export { execIn } from './src/docker/holder/exec.ts';
`;

const agent = ['/usr/local/lib/outrider/agent'];
/** The target: on the critical path of every pod with a proxy. */
const mostMs = 150;

export async function run(args, { docker }) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '20' } } });
  const made = await fromSource(source);
  const { catalogueImage } = await load('images');
  const holder = await startHolder(docker, catalogueImage('holder').reference);
  const open = async (signal) => (await made.openExec(docker, holder.id, agent, true, signal)).socket;
  const runner = made.createRunner(open);
  try {
    const ways = waysOf(made, docker, holder.id, runner);
    const rounds = await measure(ways, Number(values.rounds));
    process.stdout.write(`${describeMachine(await machineFacts(docker))}\n\n${describe(rounds)}\n`);
  } finally {
    runner.close();
    await holder.remove({ force: true });
  }
}

async function startHolder(docker, image) {
  const holder = await docker.createContainer({
    Image: image,
    Labels: { 'dev.outrider.project': `bench-capture-${process.pid}` },
    HostConfig: { CapDrop: ['ALL'], CapAdd: ['NET_ADMIN', 'NET_RAW'] },
  });
  await holder.start();
  return holder;
}

function waysOf(made, docker, id, runner) {
  const capture = made.withCaptureDefaults({ proxy: 'proxy' });
  const pod = { capture };
  const engine = { inNamespace: (step, timeoutMs, signal) => runner.run(step, timeoutMs, signal) };
  const capturer = made.createCapturer(() => 'bench');
  return {
    exec: () => made.execIn(docker, id, ['true'], 10_000, interruption),
    apply: async () => {
      const result = await capturer.apply(pod, engine, interruption);
      if (!result.ok) throw new Error(result.failed.message);
    },
    remove: () => capturer.remove(pod, engine, interruption),
  };
}

/** One round each to warm up, then in turn. */
async function measure(ways, count) {
  const rounds = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = -1; round < count; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const begin = performance.now();
      await way();
      if (round >= 0) rounds[name].push(performance.now() - begin);
    }
  }
  return rounds;
}

function describe({ exec, apply, remove }) {
  const ms = (value) => value.toFixed(0);
  const row = (name, times) => {
    const { median, min, max } = spread(times);
    const ratio = ratios(times, exec);
    return [
      name,
      ms(median),
      ms(min),
      ms(max),
      ratio.median.toFixed(2),
      ratio.min.toFixed(2),
      ratio.max.toFixed(2),
    ];
  };
  const rows = table([
    ['', 'median ms', 'min', 'max', 'per exec', 'min', 'max'],
    row('bare exec', exec),
    row('apply, proof included', apply),
    row('remove', remove),
  ]);
  const met = [apply, remove].every((times) => spread(times).median <= mostMs);
  return `${rows}\n\ntarget: at most ${mostMs} ms each: ${met ? 'met' : 'missed'}`;
}
