import { createPcapReader } from './pcap-reader.ts';
import { interfaceBlock, namesBlock, packetBlock, sectionBlock } from './pcapng.ts';
import { connectionOf, readRedirected } from './redirected.ts';

interface RecorderOptions {
  /** The program that writes, with its version. */
  readonly program: string;
  /** What the interface is: the pod and its containers. */
  readonly comment: string;
  /** Names by address. */
  readonly names: Readonly<Record<string, string>>;
  /** Gets the file, block by block. */
  readonly write: (bytes: Buffer) => void;
}

export interface Recorder {
  /** Takes what `tcpdump -w -` wrote, cut anywhere. */
  packets(chunk: Uint8Array): void;
  /** Takes a line of conntrack. */
  connection(line: string): void;
  /** How many packets there were so far. */
  recorded(): number;
}

/** Two for each connection; the oldest are forgotten first. */
const mostRemembered = 65_536;

/** Makes a pcapng of a pcap stream: with names, and with the original destination at each packet of a redirected connection. */
export function createRecorder({ program, comment, names, write }: RecorderOptions): Recorder {
  const redirected = new Map<string, string>();
  let linkType = 0;
  let recorded = 0;
  const reader = createPcapReader({
    header: (header) => {
      linkType = header.linkType;
      write(
        Buffer.concat([sectionBlock(program), interfaceBlock(header, 'any', comment), namesBlock(names)]),
      );
    },
    packet: (packet) => {
      recorded++;
      const key = connectionOf(packet, linkType);
      const original = key === undefined ? undefined : redirected.get(key);
      write(packetBlock(packet, original && `original destination ${named(original, names)}`));
    },
  });
  return {
    packets: (chunk) => reader.push(chunk),
    recorded: () => recorded,
    connection: (line) => {
      const found = readRedirected(line);
      if (!found) return;
      for (const key of found.keys) {
        redirected.delete(key);
        redirected.set(key, found.original);
        if (redirected.size > mostRemembered) redirected.delete(redirected.keys().next().value!);
      }
    },
  };
}

function named(destination: string, names: Readonly<Record<string, string>>): string {
  const name = names[destination.slice(0, destination.lastIndexOf(':'))];
  return name === undefined ? destination : `${destination} (${name})`;
}
