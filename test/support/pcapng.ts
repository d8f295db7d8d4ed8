/** What a pcapng file has in it, as far as Outrider writes such files. Source: the Internet draft "PCAP Now Generic". */
export interface PcapngFile {
  readonly interfaces: readonly {
    readonly linkType: number;
    readonly name: string;
    readonly comment: string;
    readonly timeDigits: number;
  }[];
  /** Names by IPv4 address. */
  readonly names: Readonly<Record<string, string>>;
  readonly packets: readonly {
    /** Since 1970, in the unit of the interface. */
    readonly time: bigint;
    readonly bytes: Buffer;
    readonly length: number;
    readonly comment?: string;
  }[];
}

/** @throws for a block whose two lengths differ */
export function readPcapng(file: Buffer): PcapngFile {
  const interfaces: PcapngFile['interfaces'][number][] = [];
  const names: Record<string, string> = {};
  const packets: PcapngFile['packets'][number][] = [];
  for (let at = 0; at < file.length; ) {
    const [type, length] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
    if (file.readUInt32LE(at + length - 4) !== length) throw new Error(`the block at ${at} has two lengths`);
    const body = file.subarray(at + 8, at + length - 4);
    if (type === 1) {
      const options = optionsIn(body.subarray(8));
      interfaces.push({
        linkType: body.readUInt16LE(0),
        name: String(options.get(2)),
        comment: String(options.get(1)),
        timeDigits: options.get(9)![0]!,
      });
    }
    if (type === 4)
      for (const [kind, value] of tagged(body))
        if (kind === 1) names[[...value.subarray(0, 4)].join('.')] = value.subarray(4, -1).toString();
    if (type === 6) packets.push(packetIn(body));
    at += length;
  }
  return { interfaces, names, packets };
}

function packetIn(body: Buffer): PcapngFile['packets'][number] {
  const kept = body.readUInt32LE(12);
  const comment = optionsIn(body.subarray(20 + Math.ceil(kept / 4) * 4)).get(1);
  return {
    time: (BigInt(body.readUInt32LE(4)) << 32n) | BigInt(body.readUInt32LE(8)),
    bytes: body.subarray(20, 20 + kept),
    length: body.readUInt32LE(16),
    ...(comment && { comment: String(comment) }),
  };
}

const optionsIn = (bytes: Buffer): ReadonlyMap<number, Buffer> => new Map(tagged(bytes));

function* tagged(bytes: Buffer): Generator<[number, Buffer]> {
  for (let at = 0; at + 4 <= bytes.length; ) {
    const [code, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)];
    if (code === 0) return;
    yield [code, bytes.subarray(at + 4, at + 4 + length)];
    at += 4 + Math.ceil(length / 4) * 4;
  }
}
