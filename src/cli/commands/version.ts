import { exitCodes } from '../exit-codes.ts';
import { connectEngine } from '../find/connect.ts';
import { version } from '../version.ts';

/** `outrider version`: a missing engine is said, not an error. */
export async function showVersion(options: { readonly host?: string }): Promise<number> {
  process.stdout.write(`outrider ${version}\nnode     ${process.versions.node}\n`);
  try {
    const { info } = await connectEngine(options.host, new AbortController().signal);
    process.stdout.write(
      `engine   ${info.product} ${info.version} (API ${info.apiVersion}) at ${info.endpoint}\n`,
    );
  } catch (error) {
    process.stdout.write(`engine   none: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  return exitCodes.ok;
}
