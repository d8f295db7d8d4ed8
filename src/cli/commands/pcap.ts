import type { PodChoice } from '../find/choose-pods.ts';
import { withPodNamespace } from '../find/pod-namespace.ts';
import { recordPackets } from '../packets/record.ts';
import { fileTarget, standardOutput, type Target, wireshark } from '../packets/target.ts';
import { interruption } from '../terminal/interruption.ts';

interface PcapOptions extends PodChoice {
  readonly host?: string;
  readonly out?: string;
  readonly count?: number;
  readonly open?: boolean;
}

/**
 * `outrider pcap POD [FILTER…]`: the packets of a pod as pcapng, until a signal comes, so many are there, or the pod ends.
 * @throws Failure when the pod does not run, tcpdump refuses the filter, or the file cannot be written.
 */
export async function pcap(
  name: string,
  filter: readonly string[],
  { count, out = `${name}.pcapng`, open = false, ...options }: PcapOptions,
): Promise<number> {
  const { signal: interrupt, stopListening } = interruption();
  try {
    await withPodNamespace(name, options, async (found) => {
      const target = await openTarget(out, open);
      const onBegin = (): void => void process.stderr.write(noteOf(name, target));
      await recordPackets(found, { target, filter, count, interrupt, onBegin });
    });
    return 0;
  } finally {
    stopListening();
  }
}

async function openTarget(out: string, open: boolean): Promise<Target> {
  if (open) return wireshark();
  return out === '-' ? standardOutput : fileTarget(out);
}

/** What the person reads once packets are recorded. */
function noteOf(pod: string, { place }: Target): string {
  return `Recording the packets of pod ${pod}${place === '' ? '' : ` ${place}`}. Ctrl-C ends.\n`;
}
