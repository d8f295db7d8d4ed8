import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ExampleRun, runExample } from './support/example.ts';
import { unlessThere } from './support/programs.ts';

unlessThere('nginx', 'nginx-exporter')('the recipe adapter-prometheus', () => {
  let run: ExampleRun;
  beforeAll(async () => {
    run = runExample('adapter', 'adapter.yaml', ['adapter-prometheus']);
    await run.seen('PodReady');
  }, 60_000);
  afterAll(() => run.stop(), 30_000);

  const curl = async (url: string): Promise<string> =>
    (await run.outrider('debug', 'web', '--', 'curl', '-s', url)).stdout;
  const metric = async (name: string): Promise<number> => {
    const lines = (await curl('localhost:9113/metrics')).split('\n');
    return Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
  };

  it('says what the app says, in the standard format', async () => {
    expect(await curl('localhost:8080/stub_status')).toMatch(/^server accepts handled requests$/m);
    const metrics = await curl('localhost:9113/metrics');
    expect(metrics).toMatch(/^# TYPE nginx_http_requests_total counter$/m);
    expect(metrics).toMatch(/^nginx_up 1$/m);
  });

  it('counts as many requests as are made, and its own', async () => {
    const before = await metric('nginx_http_requests_total');
    expect(await curl('localhost/[1-50]')).toBe('hello\n'.repeat(50));
    expect(await metric('nginx_http_requests_total')).toBe(before + 50 + 1);
  });

  it('stays when the app goes, and says so', async () => {
    await run.outrider('stop', 'web/nginx');
    await run.seen('ContainerTerminated', 'nginx');
    expect(await metric('nginx_up')).toBe(0);
  });

  it('leaves nothing behind', async () => {
    expect(await run.stop()).toEqual([0, []]);
  }, 30_000);
});
