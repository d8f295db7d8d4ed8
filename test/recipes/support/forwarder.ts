import { beforeAll, expect, it } from '@jest/globals';
import { type Logging, startLogging, written } from './logging.ts';

const asItIs = (manifest: string) => manifest;

/** A worker that writes in haste, and is killed the moment that it has written its last line. */
const killed = (manifest: string) =>
  manifest
    .replace('spec:\n', 'spec:\n  restartPolicy: Never\n')
    .replace('[python3, -u, -c]', '[sh, -c, \'python3 -u -c "$0"; exit $?\']')
    .replace(/if not ends .*/, '')
    .replace(/print\(.*/, 'os.kill(os.getpid(), signal.SIGKILL)');

/** What a recipe that forwards the app's files must do; its sidecar has the recipe's name. */
export function testForwarder(recipe: string): void {
  let logging: Logging;
  let left: readonly string[];
  beforeAll(async () => {
    logging = await startLogging(recipe);
    await logging.work('native', asItIs, '--for', '2s');
    await logging.work('legacy', asItIs, '--for', '2s', '--sidecars', 'legacy');
    await logging.work('killed', killed);
    await logging.workAndKill('again', recipe);
    left = await logging.stop();
  }, 240_000);

  it('forwards each line with its fields and its time, and says from which pod and file it is', () => {
    const [first] = logging.arrived('native');
    expect(first).toMatchObject({
      number: 0,
      level: 'info',
      message: 'a job is done',
      pod: 'native',
      namespace: 'default',
      file: '/var/log/app/worker.log',
    });
    expect(first!.date).toBeCloseTo(Date.parse(first!.time) / 1000, 2);
  });

  it('loses nothing of an app that writes until it has ended, in native order, and something in legacy order', () => {
    const [native, legacy] = [logging.arrived('native').length, logging.arrived('legacy').length];
    process.stderr.write(
      `${recipe}: ${native} of ${written} lines arrived native, ${legacy} of ${written} legacy\n`,
    );
    expect(native).toBe(written);
    expect(legacy).toBeLessThan(written);
  });

  it('loses nothing of an app that is killed', () => {
    expect(logging.arrived('killed')).toHaveLength(written);
  });

  it('goes on where it was when it is killed itself', () => {
    expect(logging.arrived('again')).toHaveLength(written);
  });

  it('leaves nothing behind', () => {
    expect(left).toEqual([]);
  });
}
