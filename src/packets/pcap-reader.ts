/** One packet of a pcap stream. */
export interface Packet {
  /** Since 1970, in the unit of the stream. */
  readonly time: bigint;
  /** What was kept of it. */
  readonly bytes: Buffer;
  /** Its length on the wire, in bytes. */
  readonly length: number;
}

/** What the first bytes of a pcap stream tell. */
export interface PcapHeader {
  /** The link type, as in the registry of tcpdump.org. */
  readonly linkType: number;
  readonly snapLength: number;
  /** Digits after the second: 6 or 9. */
  readonly timeDigits: 6 | 9;
}

export interface PcapReader {
  /**
   * Takes the next bytes, cut anywhere.
   * @throws Error when the stream is no pcap of a little-endian machine
   */
  push(chunk: Uint8Array): void;
}

const headerLength = 24;
const packetHeaderLength = 16;
const microseconds = 0xa1b2c3d4;
const nanoseconds = 0xa1b23c4d;

/** Reads what `tcpdump -w -` writes. Source: the Internet draft "PCAP Capture File Format". */
export function createPcapReader(on: {
  readonly header: (header: PcapHeader) => void;
  readonly packet: (packet: Packet) => void;
}): PcapReader {
  let rest: Buffer = Buffer.alloc(0);
  let header: PcapHeader | undefined;
  return {
    push: (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      if (!header) {
        if (rest.length < headerLength) return;
        header = readHeader(rest);
        rest = rest.subarray(headerLength);
        on.header(header);
      }
      for (;;) {
        const packet = readPacket(rest, header);
        if (!packet) return;
        rest = rest.subarray(packetHeaderLength + packet.bytes.length);
        on.packet(packet);
      }
    },
  };
}

function readHeader(bytes: Buffer): PcapHeader {
  const magic = bytes.readUInt32LE(0);
  if (magic !== microseconds && magic !== nanoseconds) throw new Error('tcpdump did not write a pcap stream');
  return {
    linkType: bytes.readUInt32LE(20) & 0xffff,
    snapLength: bytes.readUInt32LE(16),
    timeDigits: magic === microseconds ? 6 : 9,
  };
}

function readPacket(bytes: Buffer, { timeDigits }: PcapHeader): Packet | undefined {
  if (bytes.length < packetHeaderLength) return undefined;
  const end = packetHeaderLength + bytes.readUInt32LE(8);
  if (bytes.length < end) return undefined;
  const perSecond = timeDigits === 6 ? 1_000_000n : 1_000_000_000n;
  return {
    time: BigInt(bytes.readUInt32LE(0)) * perSecond + BigInt(bytes.readUInt32LE(4)),
    bytes: bytes.subarray(packetHeaderLength, end),
    length: bytes.readUInt32LE(12),
  };
}
