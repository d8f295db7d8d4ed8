import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { makeOwnFolder, thisMachine } from '../../control/folders.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { version } from '../version.ts';
import { type Scope, type ServerFolder, scopeName } from './server-folder.ts';
import { findServer, type ServerRecord } from './server-record.ts';
import { stopServer } from './stop-server.ts';

/** How often a server that begins is looked for, in milliseconds. */
const lookEveryMs = 50;

/**
 * What the server makes for an answer lives for a moment. V8's usual 16 MB for such objects make the process 8 MB larger, and it is no faster
 * by them.
 */
const youngSpace = '--max-semi-space-size=1';

/** A server makes keys and connects to the engine before it listens; a busy machine takes its time. In milliseconds. */
const patienceMs = 60_000;

/**
 * The server of a scope: the one that runs, or a new one that goes on when this process has ended.
 * @throws Failure when it ends instead, with its words, and when it does not listen in time.
 */
export async function ensureServer(
  folder: ServerFolder,
  scope: Scope,
  host: string | undefined,
  signal: AbortSignal,
): Promise<ServerRecord> {
  const found = await findServer(folder);
  if (found?.version === version) return found;
  // One of another version would answer as that version did.
  if (found) await stopServer(folder, signal);
  makeOwnFolder(folder.path, thisMachine(process.env).uid);
  const words = openSync(folder.words, 'w', 0o600);
  const child = spawn(process.execPath, [youngSpace, process.argv[1]!, ...argvOf(scope, host)], {
    detached: true,
    stdio: ['ignore', 'ignore', words],
    env: { ...process.env, OUTRIDER_PROJECT: undefined },
  });
  closeSync(words);
  let exitCode: number | undefined;
  child.once('exit', (code) => {
    exitCode = code ?? exitCodes.failure;
  });
  const late = AbortSignal.timeout(patienceMs);
  try {
    for (;;) {
      // Several may begin at once: all but one find that it is there, and end well.
      const hasEnded = exitCode;
      const server = await findServer(folder);
      if (server) return server;
      if (hasEnded !== undefined) throw gaveUp(hasEnded, folder);
      if (late.aborted) throw tooLate(scope);
      await delay(lookEveryMs, undefined, { signal });
    }
  } finally {
    child.removeAllListeners('exit');
    child.unref();
  }
}

function argvOf(scope: Scope, host: string | undefined): readonly string[] {
  const which = 'project' in scope ? ['--project-name', scope.project] : ['--all'];
  return ['api', 'serve', ...(host === undefined ? [] : ['--host', host]), ...which];
}

function gaveUp(exitCode: number, folder: ServerFolder): Failure {
  const words = wordsIn(folder).replaceAll(/^outrider: /gm, '');
  return new Failure(
    exitCode === 0 ? exitCodes.failure : exitCode,
    words || 'the server of the API ended at once',
    'The pods are untouched.',
  );
}

/** Empty where a server that ended meanwhile has taken its folder with it. */
function wordsIn({ words }: ServerFolder): string {
  return existsSync(words) ? readFileSync(words, 'utf8').trim() : '';
}

function tooLate(scope: Scope): Failure {
  return new Failure(
    exitCodes.failure,
    `the server of the API of ${scopeName(scope)} did not begin to listen within ${patienceMs / 1000} s`,
    'The pods are untouched. `outrider kubeconfig --stop` ends it.',
  );
}
