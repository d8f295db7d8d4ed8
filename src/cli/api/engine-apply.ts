import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiPorts } from '../../api/ports.ts';
import { StatusError } from '../../api/status.ts';
import { findRuns } from '../../control/find.ts';
import { readManifests } from '../../manifest/read.ts';
import type { Pod } from '../../pod/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { meeting } from '../run-wiring.ts';
import type { EngineView } from './find-container.ts';

/** How often it is looked whether the pods have a supervisor by now, in milliseconds. */
const lookEveryMs = 200;

/** What `up` says is told to the client; more than this of it is of no use to a person. */
const mostWords = 4_000;

interface Metadata {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/**
 * Gives documents to an `up --detach` of its own, so that there is one way for a pod to begin or to change, whoever asks. A run
 * that supervises a pod already goes on with it.
 */
export function engineApply(view: EngineView, host: string | undefined): ApiPorts['apply'] {
  return async (documents, signal) => {
    const { project, texts } = inProject(view, documents);
    const pods = checked(texts);
    const before = await supervised(view, project);
    const child = startUp(project, host, texts);
    if (pods.every(({ name }) => before.includes(name))) return await child.ended;
    // A pod that begins may wait for its images for minutes: its client is told when it is supervised.
    const isThere = async (): Promise<void> => {
      for (;;) {
        const now = await supervised(view, project);
        if (signal.aborted || pods.every(({ name }) => now.includes(name))) return;
        await delay(lookEveryMs);
      }
    };
    await Promise.race([child.ended, isThere()]);
    child.ended.catch(() => {});
  };
}

/** The names of the pods that documents make. */
export function checkDocuments(view: EngineView): ApiPorts['check'] {
  return (documents) => checked(inProject(view, documents).texts).map(({ name }) => name);
}

/** With every project shown, a namespace is a project, and the pods in it have the default one. */
function inProject(
  { scope }: EngineView,
  documents: readonly object[],
): { readonly project: string; readonly texts: readonly string[] } {
  if ('project' in scope)
    return { project: scope.project, texts: documents.map((document) => JSON.stringify(document)) };
  const first: Metadata = documents[0] ?? {};
  return {
    project: first.metadata?.namespace ?? 'default',
    texts: documents.map((document) => {
      const { metadata }: Metadata = document;
      const { namespace: _, ...others } = metadata ?? {};
      return JSON.stringify({ ...document, metadata: others });
    }),
  };
}

/** @throws StatusError with everything that is wrong. */
function checked(texts: readonly string[]): readonly Pod[] {
  const { pods, diagnostics } = readManifests(
    texts.map((text, index) => ({ file: `<document ${index + 1}>`, text })),
  );
  const problems = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (problems.length > 0) throw new StatusError('Invalid', [...new Set(problems)].join('; '));
  return pods;
}

async function supervised({ connection }: EngineView, project: string): Promise<readonly string[]> {
  const runs = await findRuns(meeting(connection, project));
  const there = runs.filter((run) => run.is === 'there');
  for (const { client } of there) client.close();
  return there.flatMap(({ pods }) => pods);
}

function startUp(
  project: string,
  host: string | undefined,
  texts: readonly string[],
): { readonly ended: Promise<void> } {
  const argv = [
    ...(host === undefined ? [] : ['--host', host]),
    '--project-name',
    project,
    'up',
    // Pods that mount a token of their account reach this API, as those of the files do.
    '--api',
    '--detach',
    '-',
  ];
  const child = spawn(process.execPath, [process.argv[1]!, ...argv], { stdio: ['pipe', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = `${words}${text}`.slice(-mostWords);
  });
  child.stdin.on('error', () => {}).end(texts.join('\n---\n'));
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(refused(code, words))));
  });
  return { ended };
}

function refused(exitCode: number | null, words: string): StatusError {
  const message = words
    .trim()
    .replaceAll(/^(?:outrider: |<stdin>:\d+:\d+: (?:error: )?)/gm, '')
    .replaceAll(/\s*\n\s*/g, ' ');
  const reason = exitCode === exitCodes.usage ? 'Invalid' : 'InternalError';
  return new StatusError(reason, message || `\`outrider up\` ended with ${exitCode ?? 'a signal'}`);
}
