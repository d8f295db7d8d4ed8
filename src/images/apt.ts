import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** The machine's own distribution and package sources, so that an image comes from where the machine itself does. */
interface AptSetup {
  /** The release's code name: `bookworm`. */
  readonly suite: string;
  /** Files in the formats of sources.list(5). */
  readonly sources: readonly string[];
  /** apt.conf(5) lines for proxies, certificates and the checks of dates. */
  readonly options: readonly string[];
}

/** Why this machine cannot put images together from packages, as a sentence; `undefined` if it can. */
export function whyNoPackages(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/etc/apt'))
    return 'this is no Debian-like machine (no apt)';
  return process.getuid?.() === 0 ? undefined : 'this is not root';
}

/** Reads the machine's setup of apt. */
export async function readAptSetup(signal: AbortSignal): Promise<AptSetup> {
  const suite = /^VERSION_CODENAME=(.+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  if (suite === undefined) throw new Error('/etc/os-release names no release (VERSION_CODENAME)');
  const { stdout } = await execa('apt-config', ['dump'], { cancelSignal: signal, lines: true });
  return { suite, sources: findSources(), options: stdout.filter(isForFetching) };
}

function findSources(): readonly string[] {
  const folder = '/etc/apt/sources.list.d';
  const more = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return ['/etc/apt/sources.list', ...more].filter(
    (file) => /\.(list|sources)$/.test(file) && existsSync(file),
  );
}

/** Lines of `apt-config dump` with a value that says how to fetch. */
function isForFetching(line: string): boolean {
  return /^Acquire::(https?|ftp|Check-Valid-Until|Check-Date|Retries)\b.* ".+";$/.test(line);
}
