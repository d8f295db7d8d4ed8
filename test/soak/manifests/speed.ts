import { parseAllDocuments } from 'yaml';

/** What the measure below takes, idle, on the machine on which the bound of 2 s was measured. A slower one gets more time in proportion. */
const REFERENCE_MS = 200;
const TEXT = Array.from(
  { length: 4000 },
  (_, index) => `- {name: n${index}, list: [1, two, "three"], text: some words}\n`,
).join('');

/** Milliseconds of the processor's time, of all threads. It does not grow while other programs have the processor. */
export function processorMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** How many times slower this machine reads YAML than the reference, at least 1. */
export function slowness(): number {
  const times = Array.from({ length: 4 }, () => processorMs(() => parseAllDocuments(TEXT)));
  return Math.max(1, Math.min(...times) / REFERENCE_MS);
}
