import { expect, it } from '@jest/globals';
import { createRecorder } from '../../../src/packets/recorder.ts';
import { readRedirected } from '../../../src/packets/redirected.ts';
import { readPcapng } from '../../support/pcapng.ts';

/** The header of a pcap stream with times in microseconds, of the link type of `-i any`. */
function pcapHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(276, 20);
  return header;
}

/** One TCP packet over IPv4 behind the header of the cooked link type, at a time in seconds and microseconds. */
function packet([seconds, micros]: readonly [number, number], from: string, to: string): Buffer {
  const bytes = Buffer.alloc(60);
  const [source = '', sourcePort] = from.split(':');
  const [destination = '', destinationPort] = to.split(':');
  bytes[20] = 0x45;
  bytes[29] = 6;
  bytes.set(source.split('.').map(Number), 32);
  bytes.set(destination.split('.').map(Number), 36);
  bytes.writeUInt16BE(Number(sourcePort), 40);
  bytes.writeUInt16BE(Number(destinationPort), 42);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(seconds, 0);
  head.writeUInt32LE(micros, 4);
  head.writeUInt32LE(bytes.length, 8);
  head.writeUInt32LE(1500, 12);
  return Buffer.concat([head, bytes]);
}

function recorded(feed: (recorder: ReturnType<typeof createRecorder>) => void) {
  const blocks: Buffer[] = [];
  const names = { '10.89.0.3': 'shop', '10.89.0.2': 'web' };
  const comment = 'pod web, containers proxy (sidecar), app (app)';
  feed(createRecorder({ program: 'outrider 1', comment, names, write: (bytes) => blocks.push(bytes) }));
  return readPcapng(Buffer.concat(blocks));
}

const redirected =
  'tcp 6 117 SYN_SENT src=10.89.0.2 dst=10.89.0.3 sport=40000 dport=8080 src=127.0.0.1 dst=10.89.0.2 sport=15001 dport=40000';

it('a file names the pod with its containers, and the pods behind addresses', () => {
  const file = recorded((recorder) => recorder.packets(pcapHeader()));
  expect(file.interfaces).toEqual([
    { linkType: 276, name: 'any', comment: 'pod web, containers proxy (sidecar), app (app)', timeDigits: 6 },
  ]);
  expect(file.names).toEqual({ '10.89.0.3': 'shop', '10.89.0.2': 'web' });
});

it('packets keep their bytes, length and time, wherever the stream is cut', () => {
  const one = packet([1_700_000_000, 123_456], '10.89.0.2:40000', '10.89.0.3:8080');
  const stream = Buffer.concat([pcapHeader(), one, one]);
  for (let cut = 1; cut < stream.length; cut += 7) {
    const file = recorded((recorder) => {
      recorder.packets(stream.subarray(0, cut));
      recorder.packets(stream.subarray(cut));
    });
    expect(file.packets).toHaveLength(2);
    expect(file.packets[1]).toEqual({
      time: 1_700_000_000_123_456n,
      bytes: one.subarray(16),
      length: 1500,
    });
  }
});

it('both sides of a captured connection carry its original destination, in both directions; others do not', () => {
  const file = recorded((recorder) => {
    recorder.packets(pcapHeader());
    recorder.connection(redirected);
    for (const [from, to] of [
      ['10.89.0.2:40000', '10.89.0.3:8080'],
      ['10.89.0.2:40000', '127.0.0.1:15001'],
      ['127.0.0.1:15001', '10.89.0.2:40000'],
      ['10.89.0.2:40001', '10.89.0.3:8080'],
    ])
      recorder.packets(packet([1, 0], from!, to!));
  });
  const mark = 'original destination 10.89.0.3:8080 (shop)';
  expect(file.packets.map(({ comment }) => comment)).toEqual([mark, mark, mark, undefined]);
});

it.each([
  [
    'that nobody redirected',
    redirected.replace('src=127.0.0.1', 'src=10.89.0.3').replace('sport=15001', 'sport=8080'),
  ],
  [
    'without ports',
    'icmp 1 29 src=10.89.0.2 dst=10.89.0.3 type=8 code=0 id=1 src=10.89.0.3 dst=10.89.0.2 type=0',
  ],
])('a connection %s is not marked', (_, line) => {
  expect(readRedirected(line)).toBeUndefined();
});

it('what is no pcap is refused', () => {
  expect(() => recorded((recorder) => recorder.packets(Buffer.alloc(24)))).toThrow('no');
});
