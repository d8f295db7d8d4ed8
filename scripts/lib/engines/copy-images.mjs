import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { load } from '../dist.mjs';
import { say } from '../say.mjs';

/** Loads images of the catalogue from this machine's engine into another one, with the names that they have. */
export async function copyImages({ environment, through }, names) {
  const { catalogueImage } = await load('images');
  const references = names.flatMap((name) => {
    const { reference, aliases } = catalogueImage(name);
    return [reference, ...aliases];
  });
  say(`engines: copying ${references.join(', ')}`);
  const [program, ...args] = through(['docker', 'load', '--quiet']);
  const save = spawn('docker', ['save', ...references], { stdio: ['ignore', 'pipe', 'inherit'] });
  const into = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: [save.stdout, 'ignore', 'inherit'],
  });
  const codes = await Promise.all([save, into].map(async (child) => (await once(child, 'exit'))[0]));
  if (codes.some((code) => code !== 0)) throw new Error(`cannot copy ${references.join(', ')}`);
}
