import type { Packet } from './pcap-reader.ts';

/** A connection that rules of capture or of a Service have led to another address than the one its opener asked for. */
interface Redirected {
  /** Its two ends, as packets of the opener show them, and as packets of the answer do: these come from the original destination. */
  readonly keys: readonly string[];
  /** `ADDRESS:PORT` that the opener asked for. */
  readonly original: string;
}

/** The link type of `tcpdump -i any` since tcpdump 4.99: a header of 20 bytes. */
const linuxCooked2 = 276;
const linuxCooked1 = 113;

/** Reads a line of `conntrack -L` or `conntrack -E`; nothing for a connection that nobody redirected. */
export function readRedirected(line: string): Redirected | undefined {
  const [asked, answered] = [...line.matchAll(/src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)/g)];
  if (!asked || !answered) return undefined;
  const [, source, destination, sourcePort, destinationPort] = asked;
  const [, answerer, , answererPort] = answered;
  if (destination === answerer && destinationPort === answererPort) return undefined;
  return {
    keys: [`${answerer}:${answererPort}`, `${destination}:${destinationPort}`].map((other) =>
      keyOf(`${source}:${sourcePort}`, other),
    ),
    original: `${destination}:${destinationPort}`,
  };
}

/** The connection that a packet belongs to; nothing for what is not TCP over IPv4. */
export function connectionOf(packet: Packet, linkType: number): string | undefined {
  const { bytes } = packet;
  const at = linkType === linuxCooked2 ? 20 : linkType === linuxCooked1 ? 16 : undefined;
  const tcp = 6;
  if (at === undefined || bytes.length < at + 20 || bytes[at]! >> 4 !== 4 || bytes[at + 9] !== tcp)
    return undefined;
  const ports = at + (bytes[at]! & 0xf) * 4;
  if (bytes.length < ports + 4) return undefined;
  const address = (from: number): string => [...bytes.subarray(from, from + 4)].join('.');
  return keyOf(
    `${address(at + 12)}:${bytes.readUInt16BE(ports)}`,
    `${address(at + 16)}:${bytes.readUInt16BE(ports + 2)}`,
  );
}

function keyOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
