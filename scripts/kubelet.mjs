import { load } from './lib/dist.mjs';
import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { buildPrograms, missingPrograms, programFile, version } from './lib/kubernetes/programs.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { test, testWhere } from './lib/steps.mjs';

/**
 * `npm run test:kubelet [-- --node] [--build] [--record]`: the scenarios of the lifecycle on a real Kubernetes node and on Outrider. Without
 * `--node`, or where the programs of the node are not built, the recorded answers of the real kubelet are used. `ROWS=25,26` chooses rows.
 */
await main(async () => {
  const flags = process.argv.slice(2);
  if (flags.includes('--build')) buildPrograms();
  const missing = missingPrograms();
  if (!['--node', '--build', '--record'].some((flag) => flags.includes(flag))) {
    say(`kubelet: compared with the recorded answers of Kubernetes ${version}; --node asks a real one`);
    return finish(await test('kubelet', '--runInBand'));
  }
  if (missing.length > 0) {
    say(
      `kubelet: ${missing.join(', ')} ${version} are not built (--build builds them); compared with recorded answers`,
    );
    return finish(await test('kubelet', '--runInBand'));
  }
  return onNode(flags.includes('--record'));
});

async function onNode(isRecording) {
  await prepare({ signal: interruption });
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo', 'haproxy']);
  engine.close();
  const { catalogueImage } = await load('images');
  const { startNode } = await import('./lib/kubernetes/node.mjs');
  say(`kubelet: starting a node of Kubernetes ${version} in namespaces of its own`);
  const node = await startNode([
    [catalogueImage('holder').reference, 'node.local/pause:1'],
    [catalogueImage('haproxy').reference, 'library/haproxy:2.6'],
    ['outrider/demo:0.1', 'outrider-scenario/demo:other'],
  ]);
  try {
    const environment = {
      OUTRIDER_KUBELET: node.folder,
      OUTRIDER_KUBECTL: programFile('kubectl'),
      OUTRIDER_CAPTURE_IMAGE: catalogueImage('holder').reference,
      ...(isRecording && { OUTRIDER_KUBELET_RECORD: '1' }),
    };
    return finish(await testWhere({ through: node.inNetwork, environment }, 'kubelet', '--runInBand'));
  } finally {
    await node.stop();
  }
}

function finish({ passed, failed }) {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
