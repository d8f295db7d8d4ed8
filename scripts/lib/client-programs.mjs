import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { programFile } from './kubernetes/programs.mjs';
import { say } from './say.mjs';
import { judgesFolder, withSidPackage } from './sid-package.mjs';

/** Clients that are built from their Go modules, at the releases that the tests are written for; it takes many minutes. */
const modules = {
  stern: 'github.com/stern/stern@v1.33.0',
  k9s: 'github.com/derailed/k9s@v0.50.16',
};

const builtFolder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'outrider',
  'clients',
  'bin',
);

/** The clients that can be had, by name, as paths. What cannot is told on stderr, with the reason. */
export function clientPrograms({ build = false } = {}) {
  const kubectl = findKubectl();
  const others = Object.keys(modules).flatMap((name) => {
    const program = findBuilt(name, build);
    return program === undefined ? [] : [[name, program]];
  });
  return { ...(kubectl !== undefined && { kubectl }), ...Object.fromEntries(others) };
}

/** The one that was built with the judge of pods, else that of Debian's development release, unpacked and not installed. */
function findKubectl() {
  const built = programFile('kubectl');
  if (existsSync(built)) return built;
  const program = join(judgesFolder(), 'kubectl');
  if (existsSync(program)) return program;
  try {
    say('kubectl: fetching its package, to try the API with');
    withSidPackage('kubectl', (root) => cpSync(join(root, 'usr/bin/kubectl'), program));
    return program;
  } catch (error) {
    say(`kubectl cannot be had: ${String(error.message).split('\n')[0]}`);
    return undefined;
  }
}

function findBuilt(name, build) {
  const program = join(builtFolder, name);
  if (existsSync(program)) return program;
  if (!build) {
    say(
      `${name} is left out: it is not in ${builtFolder}, where \`npm run test:clients -- --build\` puts it`,
    );
    return undefined;
  }
  say(`${name}: building ${modules[name]}, which takes minutes once`);
  execFileSync('go', ['install', '-trimpath', modules[name]], {
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod', GOBIN: builtFolder },
    stdio: ['ignore', 2, 2],
  });
  return program;
}
