import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('slow-proxy');
afterAll(() => folder.remove());

const example = join(process.cwd(), 'examples/slow-proxy.yaml');

/** Lost requests and all that were asked, by the part of the client's life. */
async function lossOf(sidecars: 'native' | 'legacy'): Promise<Record<string, readonly [number, number]>> {
  const project = `${folder.project}-${sidecars}`;
  const options = ['--for', '4s', '--output', 'plain', '--sidecars', sidecars];
  const { stdout } = await runOutrider(['-p', project, 'up', example, ...options]);
  expect(await leftOf(project)).toEqual([]);
  const rows = [...stdout.matchAll(/\| ([a-zA-Z ]+): (\d+) of (\d+) requests lost/g)];
  return Object.fromEntries(rows.map(([, part, lost, asked]) => [part, [Number(lost), Number(asked)]]));
}

it('the example of a slow proxy loses requests at both ends in legacy order, and none in native order', async () => {
  const native = await lossOf('native');
  const legacy = await lossOf('legacy');
  for (const part of ['first two seconds', 'in between', 'after SIGTERM']) {
    expect(native[part]).toEqual([0, expect.any(Number)]);
    expect(native[part]![1]).toBeGreaterThan(0);
  }
  expect(legacy['first two seconds']![0]).toBeGreaterThan(0);
  expect(legacy['after SIGTERM']![0]).toBeGreaterThan(0);
}, 180_000);
