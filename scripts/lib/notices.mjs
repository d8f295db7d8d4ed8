import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

/**
 * The licences of the packages that a bundle holds, as their licences ask for: name, version, licence, and the text of the
 * licence where the package brings one.
 *
 * @param metafile what esbuild says of the bundle: the paths of its inputs.
 */
export async function notices(root, metafile) {
  const folders = [...new Set(Object.keys(metafile.inputs).flatMap(packageFolder))].sort();
  const parts = await Promise.all(folders.map((folder) => notice(join(root, folder))));
  return `This program contains the following packages.\n\n${parts.join('\n')}`;
}

/** `node_modules/a/node_modules/@b/c/lib/x.js` belongs to the folder `node_modules/a/node_modules/@b/c`. */
function packageFolder(input) {
  const parts = dirname(input).split(sep);
  const at = parts.lastIndexOf('node_modules');
  if (at === -1) return [];
  const length = parts[at + 1].startsWith('@') ? 3 : 2;
  return [parts.slice(0, at + length).join('/')];
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((one) => /^(?:licen[cs]e|copying)(?:\.|$)/i.test(one));
  const text = file === undefined ? '' : `\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
  return `---- ${name} ${version} (${license ?? 'see below'})\n${text}`;
}
