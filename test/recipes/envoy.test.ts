import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { answersIn, answersOnceUp, type FlakyRun, runFlaky } from './support/flaky.ts';
import { unlessThere } from './support/programs.ts';

const describeEnvoy = unlessThere('envoy');

describeEnvoy('the recipe envoy', () => {
  let run: FlakyRun;
  beforeAll(async () => {
    run = await runFlaky('envoy', ['envoy'], 5, 200);
  }, 60_000);
  afterAll(() => run.stop(), 30_000);
  const metric = async (name: string, labels: RegExp): Promise<number> => {
    const metrics = await run.inClient('curl', '-s', 'http://localhost:15090/metrics');
    const line = metrics.split('\n').find((each) => each.startsWith(`${name}{`) && labels.test(each));
    return Number(line?.split(' ')[1]);
  };

  it('tries a 503 of the server again, so that the client sees none', async () => {
    expect(run.lines('server', 'app').filter((line) => / 503 id=req/.test(line)).length).toBeGreaterThan(4);
    for (const line of answersOnceUp(run.lines('client', 'app'))) expect(line).toMatch(/^GET \S+ 200 /);
    expect(await metric('envoy_cluster_upstream_rq_retry', /"original-destination"/)).toBeGreaterThan(4);
  });

  it('passes a request on to its original destination, and both sides log it', async () => {
    await run.logged('client', 'envoy', /" 200 .*"req-0003" "server:8080" ".*:8080" outbound tries=2$/);
    await run.logged('server', 'envoy', /" 503 .*"req-0003" "server:8080" ".*:8080" inbound tries=1$/);
    await run.logged('server', 'envoy', /" 200 .*"req-0003" "server:8080" ".*:8080" inbound tries=1$/);
  });

  it('counts as many requests as the client makes', async () => {
    const before = answersIn(run.lines('client', 'app')).length;
    const counted = await metric('envoy_http_downstream_rq_total', /"outbound"/);
    const after = answersIn(run.lines('client', 'app')).length;
    expect(counted).toBeGreaterThanOrEqual(before);
    // One more may be under way on either side of the question.
    expect(counted).toBeLessThanOrEqual(after + 1);
  });

  it('keeps its admin interface to the pod', async () => {
    const address = 'hostname -i | cut -d" " -f1';
    const ask = (host: string) =>
      `curl -s -m 3 -o /dev/null -w %{http_code} http://${host}:15000/ready || true`;
    const codes = await run.inClient('sh', '-c', `${ask('127.0.0.1')}; echo; ${ask(`$(${address})`)}`);
    expect(codes.trim().split('\n')).toEqual(['200', '000']);
  });

  it('swallows a call of its own port, which would go round in a circle', async () => {
    const ask = 'curl -s -m 3 -o /dev/null -w %{http_code} localhost:15001 || true';
    expect((await run.inClient('sh', '-c', ask)).trim()).toBe('000');
  });

  it('leaves nothing behind', async () => {
    expect(await run.stop()).toEqual([0, []]);
  }, 30_000);
});

describeEnvoy('the recipe envoy without retries', () => {
  it('lets the client see the server’s 503, so it is the recipe that mends it', async () => {
    const bare = await runFlaky('envoy-0', ['envoy:retries=0'], 2, 503);
    const answers = answersIn(bare.lines('client', 'app'));
    await bare.stop();
    for (const line of answers) expect(line).toMatch(/^GET \S+ 503 /);
  }, 60_000);
});
