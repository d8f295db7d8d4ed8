import { buffer } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { extract, type Headers, pack } from 'tar-stream';
import { imageTree } from '../../../../src/docker/images/image-tree.ts';

type Given = Partial<Headers> & { readonly name: string; readonly text?: string };

/** What is left of an archive with these entries: names, and contents of files. */
async function kept(...given: readonly Given[]): Promise<readonly string[]> {
  const archive = pack();
  for (const { text = '', ...header } of given) archive.entry(header, text);
  archive.finalize();
  const entries = extract();
  const found: string[] = [];
  entries.on('entry', (header, content, next) => {
    void buffer(content).then((bytes) => {
      found.push(bytes.length > 0 ? `${header.name} ${bytes}` : header.name);
      next();
    });
  });
  await new Promise((resolve, reject) => {
    entries.on('finish', resolve);
    entries.on('error', reject);
    imageTree(archive).pipe(entries);
  });
  return found;
}

const folder = (name: string): Given => ({ name, type: 'directory' });
const stubs: readonly Given[] = [
  { name: './.dockerenv' },
  folder('./dev/'),
  { name: './dev/console' },
  folder('./etc/'),
  { name: './etc/hostname' },
  { name: './etc/hosts' },
  { name: './etc/mtab', type: 'symlink', linkname: '/proc/mounts' },
  { name: './etc/resolv.conf' },
  folder('./proc/'),
  folder('./sys/'),
];

it('the files that the engine adds to a container are none of the image', async () => {
  expect(await kept(folder('./'), ...stubs, { name: './weights.bin', text: 'w' })).toEqual([
    './',
    './weights.bin w',
  ]);
});

it('files of the image stay, with their folder, their mode and what links lead to', async () => {
  const found = await kept(
    folder('./'),
    folder('./etc/'),
    { name: './etc/hosts', text: '127.0.0.1 localhost' },
    { name: './etc/link', type: 'symlink', linkname: 'hosts' },
    folder('./device/'),
    { name: './device/dev', text: 'd' },
  );
  expect(found).toEqual([
    './',
    './etc/',
    './etc/hosts 127.0.0.1 localhost',
    './etc/link',
    './device/',
    './device/dev d',
  ]);
});
