import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../support/cli/run-outrider.ts';
import { unlessThere } from './support/programs.ts';

const folder = projectFolder('otel-collector');
const up = ['-p', folder.project, 'up', 'examples/telemetry.yaml', '--output', 'json'];
const describeCollector = unlessThere('otel-collector');

/** A sidecar that is there longest, and says at the end how many spans have got into the file. */
const counter = `name: counter
pattern: sidecar
summary: counts what the collector has written
order: 5
pod:
  spec:
    initContainers:
      - name: counter
        image: outrider/demo:0.1
        restartPolicy: Always
        command: [python3, -u, -c]
        args:
          - |
            import json, signal, socket, time
            ends = []
            signal.signal(signal.SIGTERM, lambda *_: ends.append(True))
            while not ends:
                time.sleep(0.02)
            def isThere():
                with socket.socket() as collector:
                    return collector.connect_ex(("127.0.0.1", 13133)) == 0
            while isThere():
                time.sleep(0.02)
            batches = [json.loads(line) for line in open("/var/lib/telemetry/traces.json")]
            spans = {span["spanId"] for batch in batches for each in batch["resourceSpans"]
                     for scope in each["scopeSpans"] for span in scope["spans"]}
            print(f"{len(spans)} spans in {len(batches)} batches")
        volumeMounts: [{name: telemetry, mountPath: /var/lib/telemetry}]
look: [its last line]
`;

afterAll(() => folder.remove());

describeCollector('the recipe otel-collector', () => {
  let run: Started;
  beforeAll(async () => {
    run = startOutrider([...up, '--with', 'otel-collector']);
    await run.seen('PodReady');
  }, 60_000);
  afterAll(async () => {
    run.process.kill('SIGINT');
    await run.ended;
  }, 30_000);
  const ask = async (url: string): Promise<string> =>
    (await runOutrider(['-p', folder.project, 'debug', 'worker', '--', 'curl', '-s', '-m', '3', url])).stdout;

  it('is told of by the app’s environment, and passes spans on in batches', async () => {
    const batch = () =>
      run.events().some((event) => event.type === 'Log' && /Traces.*"spans": ([2-9]|\d\d)/.test(event.line));
    for (let lines = 1; !batch(); lines += 1) await run.seen('Log', 'otel-collector', lines);
  }, 30_000);

  it('has the app’s own metrics in Prometheus’ format', async () => {
    const metrics = await ask('http://localhost:9464/metrics');
    expect(metrics).toContain('# TYPE jobs_total counter');
    expect(Number(/^jobs_total\{.*job="worker".*\} (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
  });

  it('counts what came in', async () => {
    const metrics = await ask('http://localhost:8888/metrics');
    const accepted = /^otelcol_receiver_accepted_spans\S* (\d+)$/m.exec(metrics)?.[1];
    expect(Number(accepted)).toBeGreaterThan(0);
    expect(metrics).not.toMatch(/^otelcol_exporter_send_failed_spans\S* [1-9]/m);
  });

  it('leaves nothing behind', async () => {
    run.process.kill('SIGINT');
    expect((await run.ended).exitCode).toBe(0);
    expect(await leftOf(folder.project)).toEqual([]);
  }, 30_000);
});

interface Told {
  /** So many spans the app has made. */
  readonly made: number;
  /** So many of them are in the file. */
  readonly kept: number;
}

async function toldIn(sidecars: 'native' | 'legacy'): Promise<Told> {
  folder.file(counter, 'recipe.yaml');
  const recipes = ['--with', 'otel-collector', '--with', folder.path];
  const { stdout } = await runOutrider([...up, ...recipes, '--sidecars', sidecars, '--for', '2s']);
  return {
    made: Number(/"(\d+) jobs, /.exec(stdout)?.[1]),
    kept: Number(/"(\d+) spans in /.exec(stdout)?.[1]),
  };
}

describeCollector('an app that makes spans until it has ended', () => {
  it('loses none of them in native order, and some in legacy order', async () => {
    const native = await toldIn('native');
    const legacy = await toldIn('legacy');
    process.stderr.write(
      `otel-collector: ${native.kept} of ${native.made} spans kept native, ${legacy.kept} of ${legacy.made} legacy\n`,
    );
    expect(native.made).toBeGreaterThan(50);
    expect(native.kept).toBe(native.made);
    expect(legacy.kept).toBeLessThan(legacy.made);
  }, 90_000);
});
