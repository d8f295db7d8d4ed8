import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasTmux, openTerminal, type Terminal } from '../terminal/ui/tmux.ts';
import { clientProgram, type Served, serve } from './support/served.ts';

const [k9s, kubectl] = [clientProgram('k9s'), clientProgram('kubectl')];
const canRun = k9s !== undefined && kubectl !== undefined && hasTmux();
const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {tier: front}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, 'trap "exit 0" TERM; echo the app is up; while :; do sleep 0.2; done']
`;

(canRun ? describe : describe.skip)('k9s on pods that run here', () => {
  let served: Served;
  let folder: string;
  let terminal: Terminal;
  beforeAll(async () => {
    served = await serve('k9s', manifest);
    folder = mkdtempSync(join(tmpdir(), 'outrider-k9s-'));
    // Its shell is a kubectl on the PATH.
    symlinkSync(kubectl!, join(folder, 'kubectl'));
    const variables = [
      `PATH=${folder}:"$PATH"`,
      `KUBECONFIG=${served.kubeconfig}`,
      `HOME=${folder}`,
      `K9S_CONFIG_DIR=${folder}`,
      'TERM=xterm-256color',
    ];
    terminal = openTerminal(
      `outrider-k9s-${process.pid}`,
      `env ${variables.join(' ')} ${k9s} -c pods`,
      170,
      40,
    );
  }, 120_000);
  afterAll(async () => {
    terminal?.close();
    await served?.end();
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  it('shows pods with what they use, their logs and a description, opens a shell, and deletes', async () => {
    await terminal.see('pods(default)[1]');
    // READY, STATUS, RESTARTS, CPU in thousandths of a core, and its shares of what is asked for, MEM in MiB.
    await terminal.seeMatch(/web +● +1\/1 +Running +0 +\d+ +n\/a +n\/a +\d+ /);
    terminal.keys('l');
    await terminal.see('the app is up');
    terminal.keys('Escape');
    await terminal.see('pods(default)[1]');
    terminal.keys('d');
    await terminal.seeMatch(/Labels: +tier=front/);
    terminal.keys('Escape');
    await terminal.see('pods(default)[1]');
    terminal.keys('s');
    await terminal.seeMatch(/K9s-Shell[\s\S]*#/);
    terminal.keys('echo shell-$((40+2))', 'Enter');
    await terminal.see('shell-42');
    terminal.keys('exit', 'Enter');
    await terminal.see('pods(default)[1]');
    terminal.keys('C-d');
    await terminal.see('Cancel');
    terminal.keys('Tab', 'Enter');
    await terminal.see('pods(default)[0]');
    expect((await served.run(kubectl!, ['get', 'pods'])).stderr).toContain('No resources found');
  }, 300_000);
});
