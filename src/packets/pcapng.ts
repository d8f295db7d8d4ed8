import type { Packet, PcapHeader } from './pcap-reader.ts';

const blockTypes = { section: 0x0a0d0d0a, network: 1, names: 4, packet: 6 };
const optionCodes = { comment: 1, interfaceName: 2, userApplication: 4, timeResolution: 9 };

/** The block a file begins with. Source of all blocks: the Internet draft "PCAP Now Generic Capture File Format". */
export function sectionBlock(program: string): Buffer {
  const fixed = Buffer.alloc(16);
  fixed.writeUInt32LE(0x1a2b3c4d, 0);
  fixed.writeUInt16LE(1, 4);
  // The length of the section is not known beforehand.
  fixed.writeBigInt64LE(-1n, 8);
  return block(blockTypes.section, fixed, [[optionCodes.userApplication, Buffer.from(program)]]);
}

/** Describes the interface of all packets. */
export function interfaceBlock(header: PcapHeader, name: string, comment: string): Buffer {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(header.linkType, 0);
  fixed.writeUInt32LE(header.snapLength, 4);
  return block(blockTypes.network, fixed, [
    [optionCodes.comment, Buffer.from(comment)],
    [optionCodes.interfaceName, Buffer.from(name)],
    [optionCodes.timeResolution, Buffer.from([header.timeDigits])],
  ]);
}

/** @param names of IPv4 addresses; others are left out */
export function namesBlock(names: Readonly<Record<string, string>>): Buffer {
  const records = Object.entries(names).flatMap(([address, name]) => {
    const octets = address.split('.').map(Number);
    return octets.length === 4 ? [tagged(1, Buffer.from([...octets, ...Buffer.from(name), 0]))] : [];
  });
  return block(blockTypes.names, Buffer.concat([...records, Buffer.alloc(4)]), []);
}

export function packetBlock(packet: Packet, comment: string | undefined): Buffer {
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(Number(packet.time >> 32n), 4);
  fixed.writeUInt32LE(Number(packet.time & 0xffffffffn), 8);
  fixed.writeUInt32LE(packet.bytes.length, 12);
  fixed.writeUInt32LE(packet.length, 16);
  return block(
    blockTypes.packet,
    Buffer.concat([fixed, padded(packet.bytes)]),
    comment === undefined ? [] : [[optionCodes.comment, Buffer.from(comment)]],
  );
}

function block(type: number, body: Buffer, options: readonly (readonly [number, Buffer])[]): Buffer {
  const end = options.length > 0 ? [Buffer.alloc(4)] : [];
  const content = Buffer.concat([body, ...options.map(([code, value]) => tagged(code, value)), ...end]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length + 12);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(type);
  return Buffer.concat([head, length, content, length]);
}

function tagged(code: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, padded(value)]);
}

/** Everything in a block ends at a multiple of four bytes. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
