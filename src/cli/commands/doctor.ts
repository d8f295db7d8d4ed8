import type { Backend } from '../../capture/backends/backend-name.ts';
import { type FeatureReport, reportFeatures } from '../../capture/backends/features.ts';
import { featureTrials, type Trial } from '../../capture/backends/trials.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { RunResult, Step } from '../../supervisor/ports.ts';
import { exitCodes } from '../exit-codes.ts';
import { connectEngine } from '../find/connect.ts';
import { holderImage } from '../find/engine-factory.ts';
import { harmless } from '../output/harmless.ts';
import { type FaultReport, faultsInWords, tryFaults } from '../show/fault-kinds.ts';
import { version } from '../version.ts';

interface DoctorOptions {
  readonly host?: string;
  readonly output: 'text' | 'json';
  /** Capabilities to do without, to see what would be missing. */
  readonly without?: readonly string[];
}

const backends: readonly Backend[] = ['iptables-nft', 'iptables-legacy', 'nftables'];

/** `outrider doctor`: what this engine can do, tried in a throw-away namespace, and what will be missing. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  try {
    const { reports, faults } = await tryFeatures(connection, options.without ?? [], signal);
    const usable = backends.filter((backend) => works(reports, backend, 'base'));
    if (options.output === 'json')
      process.stdout.write(
        `${JSON.stringify({ version, engine: connection.info, usable, reports, faults })}\n`,
      );
    else
      for (const line of [...inWords(connection, reports, usable), '', ...faultsInWords(faults)])
        process.stdout.write(`${harmless(line)}\n`);
    return usable.length > 0 ? exitCodes.ok : exitCodes.failure;
  } finally {
    connection.close();
  }
}

async function tryFeatures(
  connection: Connection,
  without: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly reports: readonly FeatureReport[]; readonly faults: readonly FaultReport[] }> {
  const image = await holderImage(connection, signal);
  const { withThrowawayNamespace } = await import('../../docker/holder/throwaway.ts');
  const dropped = without.map((name) => name.toUpperCase().replace(/^CAP_/, ''));
  const capabilities = ['NET_ADMIN', 'NET_RAW'].filter((name) => !dropped.includes(name));
  return withThrowawayNamespace(
    connection.docker,
    { image, capabilities },
    async (run) => {
      const reports: FeatureReport[] = [];
      for (const backend of backends) reports.push(...(await tryBackend(featureTrials(backend), run)));
      return { reports, faults: await tryFaults(run) };
    },
    signal,
  );
}

type Run = (step: Step, timeoutMs: number) => Promise<RunResult>;

async function tryBackend(trials: readonly Trial[], run: Run): Promise<readonly FeatureReport[]> {
  const results = [];
  for (const trial of trials) {
    const { exitCode, stdout, stderr } = await run(trial.load, 10_000);
    results.push({ exitCode, stdout: text(stdout), stderr: text(stderr) });
    if (exitCode === 0) await run(trial.unload, 10_000);
  }
  return reportFeatures(trials, results);
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function works(reports: readonly FeatureReport[], backend: Backend, feature: string): boolean {
  return reports.some((report) => report.backend === backend && report.feature === feature && report.works);
}

function inWords(
  { info }: Connection,
  reports: readonly FeatureReport[],
  usable: readonly Backend[],
): readonly string[] {
  const node = process.versions.node.startsWith('20.') ? 'past its end of life; 24 is recommended' : 'fine';
  return [
    `outrider  ${version}`,
    `node      ${process.versions.node}, ${node}`,
    `engine    ${info.product} ${info.version} (API ${info.apiVersion}, ${info.os}) at ${info.endpoint}`,
    `mirror    ${process.env['OUTRIDER_IMAGE_MIRROR'] ?? 'none: images come under their own names'}`,
    '',
    usable[0]
      ? `capture works, with ${usable.join(', ')}; the first of them is taken`
      : 'capture does not work: no backend loads rules in a namespace of this engine',
    ...backends.flatMap((backend) => backendInWords(backend, reports)),
  ];
}

function backendInWords(backend: Backend, reports: readonly FeatureReport[]): readonly string[] {
  const own = reports.filter((report) => report.backend === backend);
  const fine = own.filter((report) => report.works).map(({ feature }) => feature);
  if (fine.length === 0) return [`  ${backend}: nothing works (${own[0]?.message ?? 'not tried'})`];
  const missing = own.filter((report) => !report.works && report.feature !== 'zones');
  return [
    `  ${backend}: ${fine.join(', ')}`,
    ...missing.map(({ feature, purpose, message }) => `    without ${feature}: no ${purpose} (${message})`),
  ];
}
