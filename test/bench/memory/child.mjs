import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/prepare.mjs';

/**
 * Starts the built program. @param stdout `pipe`: nobody reads it until somebody listens.
 * @returns its process, its end, and what Linux calls its high-water mark: the most memory that it ever had, in megabytes.
 */
export function outrider(words, stdout = 'ignore') {
  const child = spawn(process.execPath, [join(root, 'dist/main.js'), ...words], {
    stdio: ['ignore', stdout, 'inherit'],
  });
  const ended = new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  return { child, ended, peakMegabytes: () => peakOf(child.pid) };
}

function peakOf(pid) {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`process ${pid} has ended`);
  return Number(kilobytes) / 1024;
}
