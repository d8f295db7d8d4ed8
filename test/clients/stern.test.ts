import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runOutrider } from '../support/cli/run-outrider.ts';
import { clientProgram, type Served, serve } from './support/served.ts';

const stern = clientProgram('stern');
const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, 'trap "exit 0" TERM; echo ${name} begins; while :; do sleep 0.2; done']
`;

const whole = stern === undefined ? describe.skip : describe;

whole('stern on pods that run here', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve('stern', ['shop-a', 'shop-b', 'shop-c', 'other'].map(pod).join('---\n'));
  }, 120_000);
  afterAll(() => served.end(), 120_000);

  it('follows the pods that its pattern names, also over the restart of a container', async () => {
    const following = served.start(stern!, ['shop-.', '--color=never', '--output=raw', '--since=1h']);
    await following.shows('shop-a begins');
    await following.shows('shop-b begins');
    await following.shows('shop-c begins');
    await runOutrider(['-p', served.project, 'restart', 'shop-a/app']);
    await following.shows(/shop-a begins[\s\S]*shop-a begins/);
    following.process.kill('SIGTERM');
    expect((await following.finished).stdout).not.toContain('other begins');
  }, 120_000);
});
