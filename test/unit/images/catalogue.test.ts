import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CatalogueImage,
  catalogueImage,
  loadCatalogue,
  readPackages,
} from '../../../src/images/catalogue.ts';

const catalogue = loadCatalogue();

describe.each(catalogue)('the image $name', (image) => {
  it('has every file that it names', () => {
    const { files: own = [], build } = image.definition;
    const named = [...own.map(({ from }) => from), ...(build === undefined ? [] : [build.script])];
    const files = named.map((file) => join(image.folder, file));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('names each package once, with what every root file system needs', () => {
    const packages = readPackages(image);
    expect(new Set(packages).size).toBe(packages.length);
    expect(packages).toEqual(expect.arrayContaining(['base-files', 'base-passwd', 'usr-is-merged']));
    for (const name of packages) expect(name).toMatch(/^[a-z0-9][a-z0-9.+-]+$/);
  });

  it('says how it starts', () => {
    const { Entrypoint = [], Cmd = [] } = image.definition.config;
    expect([...Entrypoint, ...Cmd].length).toBeGreaterThan(0);
  });
});

describe.each(catalogue.filter(({ folder }) => existsSync(join(folder, 'Dockerfile'))))(
  'the Dockerfile of $name',
  (image) => {
    const dockerfile = readFileSync(join(image.folder, 'Dockerfile'), 'utf8');

    it('starts the same program as the image from packages', () => {
      const { Entrypoint, Cmd, ExposedPorts } = image.definition.config;
      expect(instruction(dockerfile, 'ENTRYPOINT')).toEqual(Entrypoint);
      expect(instruction(dockerfile, 'CMD')).toEqual(Cmd);
      expect(dockerfile.match(/^EXPOSE (.+)$/m)?.[1]?.split(' ') ?? []).toEqual(
        Object.keys(ExposedPorts ?? {}),
      );
    });

    it('runs the same commands', () => {
      const commands = [...dockerfile.matchAll(/^RUN (\[.+\])$/gm)].map(([, command]) =>
        JSON.parse(command!),
      );
      expect(commands).toEqual(image.definition.commands ?? []);
    });

    it('puts the same files in the same places', () => {
      const files = (image.definition.files ?? []).map(({ from, to }) => [from, to]);
      const copied = [...dockerfile.matchAll(/^COPY (.+) (\S+)$/gm)].flatMap(([, from, to]) =>
        from!.split(' ').map((file) => [file, to!.endsWith('/') ? `${to}${file}` : to!]),
      );
      expect(copied).toEqual([['packages.txt', '/tmp/packages.txt'], ...files]);
    });
  },
);

describe('a reference', () => {
  it('of our own images has the hash of their inputs, and the demo a stable name as well', () => {
    expect(catalogueImage('holder').reference).toMatch(/^outrider\/holder:[0-9a-f]{12}$/);
    expect(catalogueImage('demo').aliases).toEqual(['outrider/demo:0.1']);
  });

  it("of a stand-in is the official name under the mirror's prefix", () => {
    expect(catalogueImage('haproxy').reference).toBe('outrider.local/haproxy:2.6');
    expect(catalogueImage('haproxy', 'mirror.example.org/hub').reference).toBe(
      'mirror.example.org/hub/haproxy:2.6',
    );
  });
});

describe('the hash', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrider-catalogue-'));
    cpSync('images', folder, { recursive: true });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const hash = (): string => catalogueImage('holder', undefined, folder).hash;

  it('depends on nothing but the content of the folder', () => {
    expect(hash()).toBe(catalogueImage('holder').hash);
  });

  it.each(['agent', 'packages.txt', 'image.json', 'Dockerfile'])('changes with %s', (file) => {
    const before = hash();
    const path = join(folder, 'holder', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('a', 'b'));
    expect(hash()).not.toBe(before);
  });
});

function instruction(dockerfile: string, name: string): CatalogueImage['definition']['config']['Cmd'] {
  return JSON.parse(new RegExp(`^${name} (.+)$`, 'm').exec(dockerfile)?.[1] ?? 'null');
}
