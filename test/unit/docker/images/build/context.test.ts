import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { extract } from 'tar-stream';
import {
  contextArchive,
  contextPaths,
  findDockerfile,
} from '../../../../../src/docker/images/build/context.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-context-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(path: string, text = ''): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Name, kind, owner and text of all that is sent. */
async function sent(name: string, inline?: string): Promise<Readonly<Record<string, string>>> {
  const { context } = await findDockerfile(folder, name, inline);
  const found: Record<string, string> = {};
  const reader = extract();
  reader.on('entry', (header, stream, next) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.on('end', () => {
      found[header.name] = `${header.type} ${header.uid} ${header.linkname ?? text}`;
      next();
    });
  });
  await new Promise((resolve, reject) => {
    reader.on('finish', resolve).on('error', reject);
    contextArchive(context).on('error', reject).pipe(reader);
  });
  return found;
}

describe('what is sent of a folder', () => {
  it('is everything but what .dockerignore names, links as links, and the Dockerfile in any case', async () => {
    file('Dockerfile', 'FROM scratch');
    file('.dockerignore', '*\n!kept\nkept/no*\n!deep/down/one.txt\n# a comment\n');
    file('kept/yes');
    file('kept/no');
    file('left/out');
    file('deep/down/one.txt');
    file('deep/down/two.txt');
    symlinkSync('yes', join(folder, 'kept/link'));
    expect(await sent('Dockerfile')).toEqual({
      '.dockerignore': expect.stringMatching(/^file 0 \*/),
      Dockerfile: 'file 0 FROM scratch',
      kept: 'directory 0 ',
      'kept/yes': 'file 0 ',
      'kept/link': 'symlink 0 yes',
      'deep/down/one.txt': 'file 0 ',
    });
  });

  it('goes by the file that is named after the Dockerfile before the other', async () => {
    file('app/Dockerfile');
    file('app/Dockerfile.dockerignore', 'two');
    file('.dockerignore', 'one');
    file('one');
    file('two');
    expect(await contextPaths({ folder, dockerfile: 'app/Dockerfile' })).toEqual(
      expect.arrayContaining(['one', 'app/Dockerfile']),
    );
    expect(await contextPaths({ folder, dockerfile: 'app/Dockerfile' })).not.toContain('two');
  });

  it('has a Dockerfile from elsewhere beside it, which no image gets', async () => {
    file('src/.dockerignore', 'a');
    file('src/a');
    file('Dockerfile', 'FROM scratch');
    const above = folder;
    folder = join(folder, 'src');
    const found = [await sent('../Dockerfile'), await sent('', 'FROM scratch')];
    folder = above;
    for (const one of found)
      expect(one).toEqual({
        '.dockerignore': 'file 0 a\n.dockerfile.outrider\n',
        '.dockerfile.outrider': 'file 0 FROM scratch',
      });
  });

  it('needs a Dockerfile, which is named with its path', async () => {
    await expect(findDockerfile(folder, 'Dockerfile', undefined)).rejects.toThrow(
      `there is no Dockerfile ${join(folder, 'Dockerfile')}`,
    );
  });
});
