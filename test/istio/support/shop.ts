import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

/** What examples/istio/shop.yaml's ask.py tells of one answer; status 0 for none. */
export interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: {
    readonly service: string;
    readonly version: string;
    readonly pod: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  };
}

export interface Asked {
  readonly count?: number;
  /** Requests a second. */
  readonly rate?: number;
  /** `NAME:VALUE` */
  readonly headers?: readonly string[];
}

/** The shop of examples/istio in a mesh, and rules that are put in force and taken out of it. */
export interface Shop {
  readonly start: () => Promise<void>;
  /** Nothing but these rules is in force afterwards. @param files of examples/istio, or paths. */
  readonly rules: (...files: readonly string[]) => Promise<void>;
  readonly ask: (pod: string, url: string, asked?: Asked) => Promise<readonly Answer[]>;
  /** Asks until an answer is as it should be, which shows that the rules are in force. */
  readonly until: (
    pod: string,
    url: string,
    is: (answer: Answer) => boolean,
    asked?: Asked,
  ) => Promise<Answer>;
  /** How many requests with this id reached a pod. */
  readonly seen: (pod: string, id: string) => Promise<number>;
  /** A command in a pod's app. */
  readonly run: (pod: string, ...command: readonly string[]) => Promise<string>;
  readonly outrider: (...args: readonly string[]) => ReturnType<typeof runOutrider>;
  readonly file: (name: string, text: string) => string;
  readonly end: () => Promise<void>;
}

/** How often `until` asks: each time takes a part of a second. */
const patience = 150;

export function createShop(name: string): Shop {
  const home = projectFolder(name);
  const folder = join(home.path, 'istio');
  const outrider = (...args: readonly string[]) => runOutrider(['-p', home.project, ...args]);
  const shop = join(folder, 'shop.yaml');
  const pathOf = (file: string): string => (file.includes('/') ? file : join(folder, file));
  const run = async (pod: string, ...command: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await outrider('exec', `${pod}/app`, '--', ...command);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return stdout;
  };
  const ask: Shop['ask'] = async (pod, url, { count = 1, rate = 0, headers = [] } = {}) => {
    const lines = await run(pod, 'python3', '/shop/ask.py', url, String(count), String(rate), ...headers);
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Answer);
  };
  return {
    outrider,
    ask,
    run,
    file: (fileName, text) => home.file(text, fileName),
    async start() {
      cpSync('examples/istio', folder, { recursive: true });
      const up = await outrider('up', '-d', '--wait', shop, '--with', 'istio');
      expect({ exitCode: up.exitCode, stderr: up.exitCode === 0 ? '' : up.stderr }).toEqual({
        exitCode: 0,
        stderr: '',
      });
    },
    async rules(...files) {
      const up = await outrider('up', '-d', shop, ...files.map(pathOf), '--with', 'istio');
      expect({ exitCode: up.exitCode, stderr: up.exitCode === 0 ? '' : up.stderr }).toEqual({
        exitCode: 0,
        stderr: '',
      });
    },
    async until(pod, url, is, asked) {
      let last: Answer | undefined;
      for (let tries = 0; tries < patience; tries++) {
        [last] = await ask(pod, url, asked);
        if (last && is(last)) return last;
      }
      throw new Error(`no answer of ${url} is as it should be; the last one: ${JSON.stringify(last)}`);
    },
    seen: async (pod, id) => Number(await run(pod, 'curl', '-s', `localhost:8080/seen?id=${id}`)),
    async end() {
      await outrider('down');
      await outrider('kubeconfig', '--stop');
      home.remove();
      expect(await leftOf(home.project)).toEqual([]);
    },
  };
}

export const version = ({ body }: Answer): string | undefined => body?.version;
export const statusIs = (status: number) => (answer: Answer) => answer.status === status;
