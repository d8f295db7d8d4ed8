import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { pageAssets } from '../../page/document/assets.ts';
import { documentEnd, documentHead } from '../../page/document/document.ts';
import { isLoopbackAddress } from '../../page/serve/access.ts';
import { type Backlog, createBacklog } from '../../page/serve/backlog.ts';
import { type Served, servePage } from '../../page/serve/serve.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { PodChoice } from '../find/choose-pods.ts';
import type { Supervised } from '../find/find-supervised.ts';
import { lookAt } from '../find/look-at.ts';
import { surroundings } from '../run-wiring.ts';
import { followPods } from '../view/follow-pods.ts';

interface ViewOptions extends PodChoice {
  readonly host?: string;
  /** The address to listen on. */
  readonly listen: string;
  /** 0: one that is free. */
  readonly port: number;
}

/** `outrider view`: the page of pods that run, for a browser. It ends with the pods, or by Ctrl-C. */
export async function view(names: readonly string[], options: ViewOptions): Promise<number> {
  return lookAt(names, options, async (supervised, signal) => {
    const backlog = createBacklog();
    const served = await serve(backlog, supervised, options);
    await followPods(supervised, backlog, options.host, signal);
    await served.close();
    return exitCodes.ok;
  });
}

async function serve(
  backlog: Backlog,
  supervised: readonly Supervised[],
  { listen, port }: ViewOptions,
): Promise<Served> {
  const title = [...new Set(supervised.map(({ project }) => project))].join(', ');
  const document = documentHead({ mode: 'live', title, ...(await pageAssets()) }) + documentEnd;
  const isLoopback = isLoopbackAddress(listen);
  const token = isLoopback ? undefined : randomBytes(16).toString('hex');
  const access = { isLoopback, ...(token !== undefined && { token }) };
  const { wall } = surroundings.clock;
  try {
    const served = await servePage({ backlog, document, access, listen, port, wall });
    const host = isIP(listen) === 6 ? `[${listen}]` : listen;
    const query = token === undefined ? '' : `?token=${token}`;
    process.stdout.write(`http://${host}:${served.port}/${query}\n`);
    return served;
  } catch (error) {
    throw new Failure(
      exitCodes.usage,
      `the page cannot be served on ${listen}, port ${port}: ${(error as Error).message}`,
      'name another address by --listen, or another port by --port; 0 takes one that is free',
    );
  }
}
