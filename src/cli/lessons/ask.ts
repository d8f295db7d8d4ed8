import { get } from 'node:http';
import type { StepResult } from '../../capture/backends/step.ts';
import type { Answer } from '../../lessons/check/evidence.ts';
import type { RunStep } from '../../supervisor/run-step.ts';

/** How long an answer may take, in seconds. */
const patience = 5;

/** Asks from inside of a pod's network namespace. */
export async function askInside(run: RunStep, url: string): Promise<Answer> {
  const argv = ['curl', '-sS', '-m', String(patience), '-w', '\\n%{http_code}', url];
  return answerOf(await run({ argv, purpose: `ask for ${url}` }));
}

/** Exit codes of curl that say nothing about who was asked: a name or a URL that is none, curl itself. */
const ownTroubles = [1, 2, 3, 6, 126, 127];

function answerOf({ exitCode, stdout, stderr }: StepResult): Answer {
  const reason = stderr.trim().replace(/^curl: \(\d+\) /, '') || 'no answer in time';
  if (exitCode === 0) {
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
  }
  const isOwn = exitCode !== undefined && ownTroubles.includes(exitCode);
  return { failed: isOwn ? 'impossible' : 'refused', reason };
}

/** Asks from this machine. @param addresses of the pods, by name */
export function askOutside(url: string, addresses: ReadonlyMap<string, string>): Promise<Answer> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target?.protocol !== 'http:')
    return Promise.resolve({ failed: 'impossible', reason: `${url} is no URL of HTTP` });
  const address = addresses.get(target.hostname);
  if (address !== undefined) target.hostname = address;
  return new Promise((resolve) => {
    const failed = ({ code, message }: NodeJS.ErrnoException): void => {
      const isOwn = code === 'ENOTFOUND' || code === 'EAI_AGAIN';
      resolve({ failed: isOwn ? 'impossible' : 'refused', reason: message });
    };
    const request = get(target, { timeout: patience * 1000, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('error', failed);
      response.on('end', () => resolve({ status: response.statusCode!, body }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', failed);
  });
}
