import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answersIn, answersOnceUp, type FlakyRun, runFlaky } from './support/flaky.ts';

let run: FlakyRun;

beforeAll(async () => {
  run = await runFlaky('haproxy', ['haproxy'], 5, 200);
}, 60_000);
afterAll(() => run.stop(), 30_000);

describe('the recipe haproxy', () => {
  it('tries a 503 of the server again, so that the client sees none', () => {
    expect(run.lines('server', 'app').filter((line) => / 503 id=req/.test(line)).length).toBeGreaterThan(4);
    for (const line of answersOnceUp(run.lines('client', 'app'))) expect(line).toMatch(/^GET \S+ 200 /);
  });

  it('passes a request on to its original destination, and both sides log it', async () => {
    await run.logged('client', 'haproxy', / outbound original-destination\/original .* 200 .*\{req-0003\}/);
    await run.logged('server', 'haproxy', / inbound app\/original .* 503 .*\{req-0003\}/);
    await run.logged('server', 'haproxy', / inbound app\/original .* 200 .*\{req-0003\}/);
  });

  it('counts as many requests as the client makes', async () => {
    const requests = 'haproxy_frontend_http_requests_total{proxy="outbound"}';
    const before = answersIn(run.lines('client', 'app')).length;
    const metrics = await run.inClient('curl', '-s', 'http://localhost:15090/metrics');
    const counted = Number(
      metrics
        .split('\n')
        .find((line) => line.startsWith(requests))
        ?.split(' ')[1],
    );
    const after = answersIn(run.lines('client', 'app')).length;
    expect(counted).toBeGreaterThanOrEqual(before);
    // One more may be under way on either side of the question.
    expect(counted).toBeLessThanOrEqual(after + 1);
  });

  it('refuses a call of its own port, which would go round in a circle', async () => {
    const answer = await run.inClient(
      'sh',
      '-c',
      'curl -s -m 3 -o /dev/null -w %{http_code} localhost:15001 || true',
    );
    expect(answer.trim()).toBe('000');
  });

  it('leaves nothing behind', async () => {
    expect(await run.stop()).toEqual([0, []]);
  }, 30_000);
});

it('without retries the client sees the server’s 503, so it is the recipe that mends it', async () => {
  const bare = await runFlaky('haproxy-0', ['haproxy:retries=0'], 2, 503);
  const answers = answersIn(bare.lines('client', 'app'));
  await bare.stop();
  for (const line of answers) expect(line).toMatch(/^GET \S+ 503 /);
}, 60_000);
