import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { openEngineGate } from '../../support/cli/engine-gate.ts';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

/** The user whom nothing belongs to, in Debian and elsewhere. */
const nobody = 65_534;
const folder = projectFolder('other-user');
const home = mkdtempSync(join(tmpdir(), 'outrider-nobody-'));
const cli = (...args: string[]) => ['-p', folder.project, ...args];
/** Only root may act as somebody else, and a checkout in a folder of root's own is out of reach for others. */
const needed = [join(process.cwd(), 'dist/main.js'), process.execPath, tmpdir()];
const canAct = process.getuid?.() === 0 && needed.every(isOpen);
const check = canAct ? it : it.skip;
if (!canAct)
  process.stderr.write('skipped: another user cannot be acted as, or may not enter the checkout\n');

afterEach(async () => {
  await runOutrider(cli('down', '--grace-period', '0'));
  expect(await leftOf(folder.project)).toEqual([]);
});
afterAll(() => {
  folder.remove();
  rmSync(home, { recursive: true });
});

function isOpen(path: string): boolean {
  const parent = dirname(path);
  return (statSync(path).mode & 0o5) !== 0 && (parent === path || isOpen(parent));
}

check(
  'another user of the engine sees a pod, is told who has it, and can neither take nor end it',
  async () => {
    const pod = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 1 & wait; done"]
`);
    for (const path of [folder.path, home]) chmodSync(path, path === home ? 0o777 : 0o755);
    const gate = await openEngineGate();
    const env = { DOCKER_HOST: gate.host, HOME: home, XDG_RUNTIME_DIR: home, XDG_STATE_HOME: home };
    const asNobody = (...args: string[]) => runOutrider(cli(...args), { env, uid: nobody });
    try {
      const first = startOutrider(cli('up', pod, '--output', 'json'));
      await first.seen('PodReady');
      const held = expect.stringContaining(`pid ${first.process.pid}`);
      const second = await asNobody('up', pod, '--output', 'json');
      expect([second.exitCode, second.stderr]).toEqual([1, held]);
      const listed = await asNobody('ps');
      expect([listed.exitCode, listed.stdout + listed.stderr]).toEqual([0, held]);
      const down = await asNobody('down', '--grace-period', '0');
      expect([down.exitCode, down.stderr]).toEqual([1, held]);
      first.process.kill('SIGINT');
      expect((await first.ended).exitCode).toBe(0);
      expect(first.events().filter(({ type }) => type === 'ContainerRunning')).toHaveLength(1);
    } finally {
      gate.close();
    }
  },
);
