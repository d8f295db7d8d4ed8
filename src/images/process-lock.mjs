import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A lock between processes, made of files only: flock(1) is not on every system. It is JavaScript without dependencies,
 * because a checkout needs it before anything is installed or built.
 *
 * Each turn is one file, NAME.1, NAME.2 and so on, with the processes that have the turn. The highest number counts.
 * The turn is free when its file names no process that lives. A process takes the next turn when it makes the next file,
 * which only one process can do, and when no higher file is there afterwards.
 */

const pollMs = 100;
/** A file that is still empty after this time belongs to a process that died before it wrote. */
const emptyMs = 5_000;

export async function withLock(folder, name, { signal, onWait } = {}, work) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await takeTurn(folder, name, signal, onWait);
  const mine = [identityOf(process.pid)];
  try {
    return await work({
      async keepFor(pid) {
        mine.push(identityOf(pid));
        await replace(file, mine);
      },
    });
  } finally {
    await replace(file, []);
  }
}

async function takeTurn(folder, name, signal, onWait) {
  let told;
  for (;;) {
    signal?.throwIfAborted();
    const last = (await turnsIn(folder, name)).at(-1) ?? 0;
    const holder = last === 0 ? undefined : await holderOf(join(folder, `${name}.${last}`));
    if (holder !== undefined) {
      if (holder > 0 && holder !== told) onWait?.(holder);
      if (holder > 0) told = holder;
      await sleep(pollMs, undefined, { signal });
      continue;
    }
    const file = join(folder, `${name}.${last + 1}`);
    if (!(await madeBySelf(file))) continue;
    const turns = await turnsIn(folder, name);
    if (turns.at(-1) > last + 1) {
      await rm(file, { force: true });
      continue;
    }
    for (const old of turns) if (old <= last) await rm(join(folder, `${name}.${old}`), { force: true });
    return file;
  }
}

/** The numbers of the turns that have a file, in order. */
async function turnsIn(folder, name) {
  const numbers = (await readdir(folder))
    .filter((file) => file.startsWith(`${name}.`) && /^\d+$/.test(file.slice(name.length + 1)))
    .map((file) => Number(file.slice(name.length + 1)));
  return numbers.sort((a, b) => a - b);
}

/** False when another process has made the file. */
async function madeBySelf(file) {
  try {
    await writeFile(file, JSON.stringify([identityOf(process.pid)]), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function replace(file, processes) {
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, JSON.stringify(processes), { mode: 0o600 });
  await rename(fresh, file);
}

/** A process that has this turn and lives; 0 while its name is not written yet; undefined when the turn is free. */
async function holderOf(file) {
  try {
    const text = await readFile(file, 'utf8');
    if (text === '') return Date.now() - (await stat(file)).mtimeMs < emptyMs ? 0 : undefined;
    return JSON.parse(text).find(isAlive)?.pid;
  } catch (error) {
    // The file went away, so there is a later turn; or its text is not ours.
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A pid is used again after a while; together with the time of its start it names one process. */
function identityOf(pid) {
  return { pid, started: startOf(pid) };
}

function isAlive({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return startOf(pid) === started;
}

/** When a process began, in words of the system; empty where it has ended, or where nothing can tell. */
function startOf(pid) {
  try {
    // The name, in parentheses, may have spaces. Behind it come the state and, as field 22 of the file, the start.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? '' : fields[19];
  } catch {
    if (process.platform === 'linux') return '';
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
