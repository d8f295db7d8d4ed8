import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';
import { readPcapng } from '../../support/pcapng.ts';
import { hasTmux, openTerminal, type Terminal } from '../ui/tmux.ts';

const inTerminal = hasTmux() ? describe : describe.skip;
if (!hasTmux()) process.stderr.write('skipped: tmux is not installed\n');
jest.setTimeout(180_000);

const folder = projectFolder('detach');
const cli = (...args: string[]) => ['-p', folder.project, ...args];
let terminal: Terminal;

afterEach(async () => {
  terminal.close();
  await runOutrider(cli('down', '--grace-period', '0'));
  expect(await leftOf(folder.project)).toEqual([]);
});
afterAll(() => folder.remove());

inTerminal('in a real terminal', () => {
  it('the key that leaves the pods running gives the prompt back, another command takes them over, a new view begins with what was written before, and packets are recorded until then', async () => {
    const pod = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app
      image: "outrider/demo:0.1"
      command: [sh, -c, 'seq -f "line %.0f of many" 1 3000; exec sleep 100000']
`);
    const command = [
      process.execPath,
      join(process.cwd(), 'dist/main.js'),
      ...cli('up', pod, '--output', 'tui'),
    ].join(' ');
    terminal = openTerminal(
      `outrider-detach-${process.pid}`,
      `cd ${folder.path}; OUTRIDER_IMAGE_MIRROR=outrider.local ${command}; echo "exit $?"`,
      120,
    );
    await terminal.see('Running, ready');
    terminal.keys('P');
    await terminal.see('recording the packets of web to');
    terminal.keys('P');
    await terminal.see('packets of web recorded in');
    terminal.keys('P');
    await terminal.see('recording the packets of web to');
    terminal.keys('d');
    await terminal.see('exit 0');
    expect(terminal.screen()).toContain('packets of web recorded in');
    const recorded = readdirSync(folder.path).filter((name) => name.endsWith('.pcapng'));
    for (const file of recorded)
      expect(readPcapng(readFileSync(join(folder.path, file))).interfaces[0]!.comment).toMatch(/^pod web, /);
    expect(recorded.length).toBeGreaterThan(0);
    expect(terminal.screen()).toContain('run on');
    expect(terminal.flag('alternate_on')).toBe('0');
    expect(terminal.flag('cursor_flag')).toBe('1');
    terminal.keys('echo again', 'Enter');
    await terminal.see('$ echo again\nagain');
    expect((await runOutrider(cli('why'))).stdout).toBe('the pod is ready, nothing waits\n');
    const again = [
      process.execPath,
      join(process.cwd(), 'dist/main.js'),
      ...cli('attach', '--output', 'tui'),
    ];
    terminal.keys('-l', again.join(' '));
    terminal.keys('Enter');
    await terminal.see('line 3000 of many');
    terminal.keys('g');
    await terminal.see('line 1 of many');
    terminal.keys('q');
    await terminal.see('$ ');
  });
});
