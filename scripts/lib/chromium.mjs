import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { oneAtATime } from './locks.mjs';
import { say } from './say.mjs';

/** What is fetched: a browser without a window, and a font for what it draws. */
const packages = ['chromium-headless-shell', 'fonts-dejavu-core'];
const program = 'usr/lib/chromium/chromium-headless-shell';
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/**
 * A Chromium that Playwright can drive: `OUTRIDER_CHROMIUM`, one on the PATH, or Debian's package and what it needs,
 * unpacked into a cache folder and not installed.
 *
 * @returns the program, or the reason, in words, why there is none
 */
export async function findChromium() {
  const own = process.env.OUTRIDER_CHROMIUM;
  if (own) return { program: own };
  const there = onPath();
  if (there) return { program: there };
  if (process.platform !== 'linux') return { reason: 'there is no Chromium on the PATH' };
  try {
    return { program: await oneAtATime('chromium', () => commandFor(fetchOnce())) };
  } catch (error) {
    return { reason: `Debian's Chromium cannot be had: ${String(error.message).split('\n')[0]}` };
  }
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** Called by one process at a time. */
function fetchOnce() {
  const base = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'outrider-browser');
  const root = join(base, 'root');
  if (existsSync(join(root, program))) return root;
  mkdirSync(base, { recursive: true });
  const folder = mkdtempSync(join(base, 'unpack-'));
  try {
    say("chromium: fetching Debian's package and what it needs, about 150 MB, once");
    unpack(folder);
    rmSync(root, { recursive: true, force: true });
    renameSync(join(folder, 'root'), root);
    return root;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lists and packages of its own, so that what apt knows of this machine stays as it is. */
function unpack(folder) {
  for (const each of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, each), { recursive: true });
  // Nothing counts as installed: a library of this machine may be of another version, or removed later.
  const status = join(folder, 'status');
  writeFileSync(status, '');
  const options = [
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::State::status=${status}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'Acquire::Languages=none',
    'APT::Sandbox::User=root',
    'APT::Install-Recommends=false',
    'Debug::NoLocking=true',
  ].map((option) => `-o=${option}`);
  const apt = (...args) =>
    execFileSync('apt-get', [...options, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  apt('update');
  apt('install', '--download-only', '-y', ...packages);
  const archives = join(folder, 'cache', 'archives');
  // The machine's own C library loads the program: a second one beside it would not fit its loader.
  const isWanted = (file) => file.endsWith('.deb') && !file.startsWith('libc6_');
  for (const name of readdirSync(archives).filter(isWanted))
    execFileSync('dpkg-deb', ['-x', join(archives, name), join(folder, 'root')]);
  if (!existsSync(join(folder, 'root', program))) throw new Error(`the package has no ${program}`);
}

/** A command of its own sets what the unpacked program needs to find its libraries and its font. */
function commandFor(root) {
  const base = ['usr/lib', 'lib'].map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  const triplets = base.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('-linux-gnu'))
      .map((name) => join(folder, name)),
  );
  const libraries = triplets.flatMap((folder) => [folder, join(folder, 'nss'), join(folder, 'pulseaudio')]);
  const fonts = join(root, 'fonts.conf');
  const folders = `<dir>${join(root, 'usr/share/fonts')}</dir><cachedir>${join(root, 'font-cache')}</cachedir>`;
  writeFileSync(fonts, `<fontconfig>${folders}</fontconfig>\n`);
  const lines = [
    '#!/bin/sh',
    `LD_LIBRARY_PATH='${libraries.join(delimiter)}' FONTCONFIG_FILE='${fonts}' exec '${join(root, program)}' "$@"`,
  ];
  const command = join(root, 'chromium');
  // Another process may run it: a file that is replaced stays whole for that one.
  writeFileSync(`${command}.${process.pid}`, `${lines.join('\n')}\n`, { mode: 0o755 });
  renameSync(`${command}.${process.pid}`, command);
  return command;
}
