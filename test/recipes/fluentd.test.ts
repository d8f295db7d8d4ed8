import { expect, it } from '@jest/globals';
import { runOutrider } from '../support/cli/run-outrider.ts';
import { testForwarder } from './support/forwarder.ts';
import { unlessPulled } from './support/programs.ts';

unlessPulled('fluent/fluentd:v1.19-debian-1')('the recipe fluentd', () => testForwarder('fluentd'));

it('the recipe fluentd makes a sound manifest, and each section of its configuration is closed', async () => {
  const manifest = ['inject', 'examples/logging/worker.yaml', '--with', 'fluentd:host=aggregator'];
  const { stdout } = await runOutrider(manifest);
  const { exitCode, stdout: config } = await runOutrider(['config', '-'], { input: stdout });
  expect(exitCode).toBe(0);
  expect(config).toContain('fluent/fluentd:v1.19-debian-1');
  const sections: string[] = [];
  for (const [, closes, name] of stdout.matchAll(/^ *<(\/?)(\w+).*>$/gm)) {
    if (closes === '') sections.push(name!);
    else expect(sections.pop()).toBe(name);
  }
  expect(sections).toEqual([]);
}, 30_000);
