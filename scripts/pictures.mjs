import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { prepare, root } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';

/**
 * `npm run pictures`: the pictures of the README, from recordings: one is played in a real terminal (tmux), of the other the
 * timeline is drawn, and of its manifest the plan. To record anew: `bin/outrider up examples/demo/pods.yaml --for 6s --record
 * docs/pictures/demo.recording.gz`, and likewise `examples/lifecycle.yaml` without `--for`.
 */
const folder = join(root, 'docs/pictures');
const recording = join(folder, 'demo.recording.gz');
const [columns, rows] = [118, 30];
const session = `outrider-pictures-${process.pid}`;

const cell = { width: 8.4, height: 18 };
const background = '#16181d';
const foreground = '#d4d7dd';
/** The sixteen colours that a terminal lets its user choose. */
const palette = [
  ['#3b4048', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d4d7dd'],
  ['#7f848e', '#ff7a85', '#b5e890', '#ffd68a', '#7cc5ff', '#e08cff', '#6fdbe8', '#ffffff'],
].flat();

await main(async () => {
  await prepare({ signal: interruption });
  const command = `${process.execPath} ${join(root, 'dist/main.js')} replay ${recording} --speed 4`;
  tmux(
    'new-session',
    '-d',
    '-s',
    session,
    '-x',
    String(columns),
    '-y',
    String(rows),
    `env TZ=UTC COLORTERM=truecolor ${command}`,
  );
  try {
    const file = join(folder, 'logs.svg');
    writeFileSync(file, await toSvg(await until(/req-0004/)));
    say(`pictures: wrote ${file}`);
    tmux('send-keys', '-t', session, '-l', ':request req-0003');
    tmux('send-keys', '-t', session, 'Enter');
    const request = join(folder, 'request.svg');
    writeFileSync(request, await toSvg(await until(/Request req-0003: [4-9] lines/)));
    say(`pictures: wrote ${request}`);
  } finally {
    tmux('kill-session', '-t', session);
  }
  const outrider = (...args) =>
    execFileSync(process.execPath, [join(root, 'dist/main.js'), ...args], { stdio: 'inherit' });
  const lifecycle = ['--recording', join(folder, 'lifecycle.recording.gz')];
  outrider('timeline', ...lifecycle, '--svg', join(folder, 'timeline.svg'));
  outrider('plan', join(root, 'examples/lifecycle.yaml'), '--svg', join(folder, 'plan.svg'));
});

function tmux(...args) {
  return execFileSync('tmux', args, { encoding: 'utf8' });
}

/** The screen with its colours, once it shows what it should. */
async function until(pattern) {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (pattern.test(tmux('capture-pane', '-p', '-t', session)))
      return tmux('capture-pane', '-e', '-p', '-t', session);
    await pause(50);
  }
  throw new Error(`the screen never showed ${pattern}`);
}

async function toSvg(screen) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  await new Promise((done) => terminal.write(screen.trimEnd(), done));
  const lines = Array.from({ length: rows }, (_, y) => runsOf(terminal.buffer.active.getLine(y), y)).flat();
  const [width, height] = [columns * cell.width + 24, rows * cell.height + 24];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    ...lines,
    '</g></svg>',
    '',
  ].join('\n');
}

/** Neighbouring cells of one look as one text, stretched to the cells it takes, whatever font the reader has. */
function runsOf(line, y) {
  const runs = [];
  for (let x = 0; line && x < columns; x++) {
    const one = line.getCell(x);
    const look = lookOf(one);
    const last = runs.at(-1);
    if (last?.look === look) last.text += one.getChars() || ' ';
    else runs.push({ x, look, text: one.getChars() || ' ' });
  }
  return runs.flatMap((run) => draw(run, y));
}

function lookOf(one) {
  const [fore, back] = [colorOf(one, 'Fg') ?? foreground, colorOf(one, 'Bg') ?? background];
  const [ink, paper] = one.isInverse() ? [back, fore] : [fore, back];
  return JSON.stringify({ ink, paper, bold: Boolean(one.isBold()), dim: Boolean(one.isDim()) });
}

function colorOf(one, side) {
  const value = one[`get${side}Color`]();
  if (one[`is${side}RGB`]()) return `#${value.toString(16).padStart(6, '0')}`;
  if (!one[`is${side}Palette`]()) return undefined;
  if (value < 16) return palette[value];
  if (value >= 232) return grey(value - 232);
  const steps = [0, 95, 135, 175, 215, 255];
  const [r, g, b] = [36, 6, 1].map((base) => steps[Math.floor((value - 16) / base) % 6]);
  return `rgb(${r},${g},${b})`;
}

function grey(step) {
  const level = 8 + 10 * step;
  return `rgb(${level},${level},${level})`;
}

/** Browsers differ in which blanks of a text they keep, so that a text has single ones only, and none at its ends. */
function draw({ x, look, text }, y) {
  const { ink, paper, bold, dim } = JSON.parse(look);
  const [left, top] = [12 + x * cell.width, 12 + y * cell.height];
  const width = text.length * cell.width;
  const parts = [];
  if (paper !== background)
    parts.push(
      `<rect x="${left.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${cell.height}" fill="${paper}"/>`,
    );
  const weight = `${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.6"' : ''}`;
  for (const { 0: words, index } of text.matchAll(/\S+(?: \S+)*/g)) {
    const [from, wide] = [left + index * cell.width, words.length * cell.width];
    const place = `x="${from.toFixed(1)}" y="${top + 14}" textLength="${wide.toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
    parts.push(`<text ${place} fill="${ink}"${weight}>${escaped(words)}</text>`);
  }
  return parts;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
