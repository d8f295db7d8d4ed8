import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';
import { startUi } from '../../../src/ui/start.tsx';

/** The UI with made-up lines and keys, measured from inside: one JSON object on stdout. */
const { columns, rows, lines, seconds } = JSON.parse(process.argv[2]!) as Record<string, number>;

const tty = Object.assign(new Writable({ write: (_, __, done) => done() }), { isTTY: true, columns, rows });
const queue: string[] = [];
const keyboard = Object.assign(new EventEmitter(), {
  isTTY: true,
  setEncoding() {},
  setRawMode() {},
  resume() {},
  pause() {},
  ref() {},
  unref() {},
  read: () => queue.shift() ?? null,
});

const names = ['proxy', 'log-shipper', 'vault-agent', 'app', 'worker'];
let listener: (event: OutriderEvent) => void = () => {};
let seq = 0;
function tell(body: EventBody): void {
  const time = new Date().toISOString().replace('Z', '000000Z');
  listener({ time, seq: ++seq, project: 'bench', pod: 'web', ...body } as OutriderEvent);
}

/** A few shapes of lines, as services write them. */
function lineOf(n: number): string {
  switch (n % 4) {
    case 0:
      return `10.89.0.3:51${n % 1000} "GET /orders/${n} HTTP/1.1" 200 ${n % 4096}`;
    case 1:
      return `{"level":"info","ts":${1_767_323_045 + n},"msg":"order served","order":${n},"ms":${n % 97}}`;
    case 2:
      return `\u001b[32minfo\u001b[0m request ${n} from client-${n % 17} took ${n % 300} ms`;
    default:
      return `plain line ${n} `.padEnd(110, 'x');
  }
}

const end = new AbortController();
let frames = 0;
let frameMs = 0;
let waiting: number[] = [];
const latencies: number[] = [];
const over = startUi(
  {
    subscribe: (given) => {
      listener = given;
      return () => {};
    },
    act: async () => ({}),
    stats: (given) => {
      const timer = setInterval(
        () =>
          given(names.map((name) => ({ id: `${name}-0`, cpuPercent: Math.random() * 20, memoryBytes: 1e7 }))),
        1000,
      );
      return () => clearInterval(timer);
    },
  },
  {
    stdin: keyboard as never,
    stdout: tty as never,
    colors: true,
    signal: end.signal,
    onFrame: (ms) => {
      frames++;
      frameMs += ms;
      const now = performance.now();
      for (const at of waiting) latencies.push(now - at);
      waiting = [];
    },
  },
);

tell({
  type: 'PodCreated',
  spec: 'cafe',
  containers: names.map((name, at) => ({
    name,
    role: at < 3 ? 'sidecar' : 'app',
    image: `example/${name}:1`,
  })),
});
for (const container of names) {
  tell({ type: 'ContainerRunning', container, attempt: 0, id: `${container}-0`, pid: 1 });
  tell({ type: 'ContainerStarted', container, attempt: 0 });
  tell({ type: 'ContainerReady', container, attempt: 0 });
}

let written = 0;
const began = performance.now();
/** Without lines there is no timer either: it would be most of what an idle view costs. */
const flood = lines === 0 ? undefined : setInterval(writeLines, 10);
function writeLines(): void {
  const due = Math.floor(((performance.now() - began) / 1000) * lines!);
  for (; written < due; written++)
    tell({
      type: 'Log',
      container: names[written % names.length]!,
      attempt: 0,
      stream: 'stdout',
      line: lineOf(written),
      partial: false,
    });
}

/**
 * A key changes the screen each time: the selection goes down and up, a filter and a search are typed, go from match to
 * match and are cleared, the log goes to its beginning and follows again. Late keys count from when they were due.
 */
const keys = [
  ...['j', 'k', 't', 'w', 'j', 'k', 'J', '2', '1'],
  ...['/', 'o', 'r', 'd', '\r', '#', '1', '7', '\r', 'n', 'N', 'g', 'G', '\u001b', '\u001b', '\u001b'],
];
let pressed = 0;
const typing =
  lines === 0
    ? undefined
    : setInterval(() => {
        const due = began + (pressed + 1) * 271;
        if (performance.now() < due) return;
        waiting.push(due);
        queue.push(keys[pressed++ % keys.length]!);
        keyboard.emit('readable');
      }, 5);

await new Promise((resolve) => setTimeout(resolve, 2000));
const before = { cpu: process.cpuUsage(), at: performance.now(), frames, frameMs };
latencies.length = 0;
let rss = 0;
const memory = setInterval(() => {
  rss = Math.max(rss, process.memoryUsage.rss());
}, 250);
await new Promise((resolve) => setTimeout(resolve, seconds! * 1000));
const { user, system } = process.cpuUsage(before.cpu);
const lasted = performance.now() - before.at;
const drawn = frames - before.frames;
clearInterval(flood);
clearInterval(typing);
clearInterval(memory);
end.abort();
await over;
process.stdout.write(
  JSON.stringify({
    frames: (drawn / lasted) * 1000,
    frameMs: (frameMs - before.frameMs) / Math.max(1, drawn),
    latencies: latencies.sort((a, b) => a - b),
    cpu: (user + system) / 1000 / lasted,
    rssMb: rss / 2 ** 20,
  }),
);
