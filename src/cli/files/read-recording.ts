import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { constants, createGunzip } from 'node:zlib';
import { badLine, decodeEvent, decodeHeader } from '../../events/recording.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/**
 * The events of a recording one after another, so that its size does not matter. `-` is standard input. A recording that
 * is cut off, as by a recorder that was killed, is read up to the cut, which is said on stderr.
 * @param say gets what is said
 * @throws Failure when it is no recording that this program can read, or at the place where it is damaged
 */
export async function* readRecording(
  path: string,
  say: (words: string) => void = (words) => void process.stderr.write(words),
): AsyncGenerator<OutriderEvent> {
  let number = 0;
  for await (const { text, isWhole } of linesOf(path)) {
    number += 1;
    if (number === 1) {
      const start = decodeHeader(text);
      if (!start.ok) throw new Failure(exitCodes.usage, `${path}: ${start.message}`, start.hint);
      continue;
    }
    if (text === '') continue;
    const event = decodeEvent(text);
    if (event) yield event;
    else if (isWhole)
      throw new Failure(exitCodes.usage, `${path}: ${badLine(number).message}`, badLine(number).hint);
    else say(`outrider: ${path}: it is cut off in line ${number}, which is left out\n`);
  }
  if (number === 0) {
    const { message, hint } = decodeHeader('') as { message: string; hint: string };
    throw new Failure(exitCodes.usage, `${path}: ${message}`, hint);
  }
}

interface TextLine {
  readonly text: string;
  /** It has its newline. */
  readonly isWhole: boolean;
}

async function* linesOf(path: string): AsyncGenerator<TextLine> {
  const decoder = new StringDecoder('utf8');
  /** The beginning of a line whose end has not come yet. */
  let begun: string[] = [];
  for await (const bytes of bytesOf(path)) {
    const pieces = decoder.write(bytes).split('\n');
    const rest = pieces.pop()!;
    for (const piece of pieces) {
      yield { text: begun.join('') + piece, isWhole: true };
      begun = [];
    }
    if (rest !== '') begun.push(rest);
  }
  const last = begun.join('') + decoder.end();
  if (last !== '') yield { text: last, isWhole: false };
}

/** The bytes of a file, without compression. @throws Failure when it cannot be read */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  try {
    const source: AsyncIterator<Buffer> = (path === '-' ? process.stdin : createReadStream(path))[
      Symbol.asyncIterator
    ]();
    const first = await source.next();
    if (first.done) return;
    const whole = chain(first.value, source);
    if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) yield* whole;
    // A recorder that was killed leaves a file without an end: what is there is good.
    else
      yield* pipeline(Readable.from(whole), createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }), () => {});
  } catch (error) {
    throw new Failure(exitCodes.usage, `cannot read ${path}: ${(error as Error).message}`);
  }
}

async function* chain(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
