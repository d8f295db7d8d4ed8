import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { CatalogueImage } from '../../../src/images/catalogue.ts';
import type { ImageDefinition } from '../../../src/images/definition.ts';
import { finishRoot } from '../../../src/images/finish-root.ts';

let folder: string;
let root: string;

/** The few files of extracted packages that it works on. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-root-'));
  root = join(folder, 'root');
  mkdirSync(join(root, 'usr/share/base-passwd'), { recursive: true });
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'usr/share/base-passwd/passwd.master'), 'root:*:0:0:root:/root:/bin/bash\n');
  writeFileSync(join(root, 'usr/share/base-passwd/group.master'), 'root:*:0:\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

const text = (path: string) => readFileSync(join(root, path), 'utf8');

function finish(definition: Partial<ImageDefinition>): Promise<void> {
  const image: CatalogueImage = {
    name: 'test',
    folder,
    definition: { description: '', config: {}, ...definition },
    hash: '',
    reference: '',
    aliases: [],
  };
  return finishRoot(root, image);
}

it('accounts are those of Debian and those of the image', async () => {
  await finish({ users: [{ name: 'haproxy', id: 99, home: '/var/lib/haproxy' }] });
  expect(text('etc/passwd')).toBe(
    'root:*:0:0:root:/root:/bin/bash\nhaproxy:x:99:99::/var/lib/haproxy:/usr/sbin/nologin\n',
  );
  expect(text('etc/group')).toBe('root:*:0:\nhaproxy:x:99:\n');
});

it('names are looked up in /etc/hosts before DNS', async () => {
  await finish({});
  expect(text('etc/nsswitch.conf')).toMatch(/^hosts: files dns$/m);
});

it('files have the mode that is asked for, whatever that of the checkout', async () => {
  writeFileSync(join(folder, 'program'), '#!/bin/sh\n', { mode: 0o600 });
  await finish({ files: [{ from: 'program', to: '/usr/local/bin/program', mode: '0755' }] });
  expect(text('usr/local/bin/program')).toBe('#!/bin/sh\n');
  expect(statSync(join(root, 'usr/local/bin/program')).mode & 0o777).toBe(0o755);
});

it('directories have the mode and the owner that are asked for', async () => {
  const owner = process.getuid?.() ?? 0;
  await finish({ directories: [{ path: '/var/lib/x', mode: '0750', owner }] });
  expect(statSync(join(root, 'var/lib/x'))).toMatchObject({ uid: owner, mode: 0o40750 });
});

it('links replace what a package has there', async () => {
  mkdirSync(join(root, 'usr/sbin'));
  writeFileSync(join(root, 'usr/sbin/iptables'), '');
  await finish({ symlinks: { '/usr/sbin/iptables': 'iptables-nft', '/opt/a/b': '../c' } });
  expect(readlinkSync(join(root, 'usr/sbin/iptables'))).toBe('iptables-nft');
  expect(readlinkSync(join(root, 'opt/a/b'))).toBe('../c');
});

it('a bundle joins all files of a directory', async () => {
  mkdirSync(join(root, 'certificates'));
  writeFileSync(join(root, 'certificates/b.crt'), 'B\n');
  writeFileSync(join(root, 'certificates/a.crt'), 'A\n');
  await finish({ bundles: { '/etc/ssl/bundle.crt': '/certificates' } });
  expect(text('etc/ssl/bundle.crt')).toBe('A\nB\n');
});
