import { clientPrograms } from './lib/client-programs.mjs';
import { load } from './lib/dist.mjs';
import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { missingPrograms, version } from './lib/kubernetes/programs.mjs';
import { main } from './lib/main.mjs';
import { installMissing, mayInstall } from './lib/packages.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { test } from './lib/steps.mjs';

/**
 * `npm run test:clients [-- --build] [--node]`: the clients of a cluster on pods that run here, by way of `outrider kubeconfig`. A client that
 * cannot be had is left out, with the reason on stderr. What the API shows is compared with the recorded answers of an API server and
 * kubelet; `--node` asks real ones first, and records what they say. The last line on stdout sums it up.
 */
await main(async () => {
  await prepare({ signal: interruption });
  const programs = clientPrograms({ build: process.argv.includes('--build') });
  for (const [name, path] of Object.entries(programs))
    process.env[`OUTRIDER_CLIENT_${name.toUpperCase()}`] = path;
  if (programs.k9s !== undefined && mayInstall()) await installMissing({ tmux: 'tmux' });
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo']);
  engine.close();
  if (process.argv.includes('--node')) await askNode();
  const { passed, failed } = await test('clients', '--runInBand');
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});

/** Answers of a real node are put in the place of the recorded ones. */
async function askNode() {
  const missing = missingPrograms({ withControllers: true });
  if (missing.length > 0)
    return say(
      `clients: ${missing.join(', ')} ${version} are not built (\`npm run test:kubelet -- --build\` builds them); compared with recorded answers`,
    );
  const { catalogueImage } = await load('images');
  const { startNode } = await import('./lib/kubernetes/node.mjs');
  const { recordClientAnswers } = await import('./lib/kubernetes/client-answers.mjs');
  say(`clients: asking a node of Kubernetes ${version} in namespaces of its own`);
  const images = [
    [catalogueImage('holder').reference, 'node.local/pause:1'],
    ['outrider/demo:0.1', 'outrider/demo:0.1'],
  ];
  const node = await startNode(images, { withControllers: true });
  try {
    await recordClientAnswers(node, { manifests: 'test/clients/manifests', golden: 'test/clients/golden' });
  } finally {
    await node.stop();
  }
}
