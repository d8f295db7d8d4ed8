import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { addContext, forgetContext } from '../../../../src/cli/api/own-kubeconfig.ts';

const before = process.env['KUBECONFIG'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-kubeconfig-'));
});
afterEach(() => {
  if (before === undefined) delete process.env['KUBECONFIG'];
  else process.env['KUBECONFIG'] = before;
  rmSync(folder, { recursive: true, force: true });
});

it('a kubeconfig that is a link stays one', async () => {
  const at = (name: string): string => join(folder, name);
  const server = { path: folder, record: at('r'), token: at('t'), authority: at('ca'), kubeconfig: at('k') };
  for (const file of [server.token, server.authority]) writeFileSync(file, 'x');
  writeFileSync(at('real'), '');
  symlinkSync('real', at('link'));
  process.env['KUBECONFIG'] = at('link');
  await addContext({ ...server, words: at('w') }, { project: 'p' }, 6443);
  expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
  expect(readFileSync(at('real'), 'utf8')).toContain('https://127.0.0.1:6443');
  await forgetContext({ project: 'p' });
  expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
  expect(readFileSync(at('real'), 'utf8')).not.toContain('6443');
});
