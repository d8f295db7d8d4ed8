/** More than any run has to say, and little beside what else a machine keeps. */
const mostBytes = 256 * 1024;

/** From now on this process writes so much to stderr at most: what a detached run says goes to a file that nobody empties. */
export function boundWords(stderr: NodeJS.WriteStream = process.stderr): void {
  const write = stderr.write.bind(stderr) as (text: string | Uint8Array) => boolean;
  let left = mostBytes;
  stderr.write = ((text: string | Uint8Array): boolean => {
    const size = Buffer.byteLength(text);
    if (left <= 0) return true;
    left -= size;
    return write(left > 0 ? text : 'outrider: more was said than is kept here\n');
  }) as typeof stderr.write;
}
