const names = ['app', 'proxy', 'cache', 'queue', 'agent', 'vault', 'metrics', 'migrate'];

export function sources(count) {
  return names.slice(0, count).map((container, index) => ({
    pod: 'bench',
    container,
    role: index === 0 ? 'app' : 'sidecar',
    attempt: 0,
  }));
}

/** For each container the chunks of 64 KiB of its multiplexed stream; the times of the containers interleave. */
export function streams(count, lines, textOf) {
  return names.slice(0, count).map((name, index) => {
    const frames = Array.from({ length: lines }, (_, n) => frame(n * count + index, textOf(name, n)));
    return cut(Buffer.concat(frames), 64 * 1024);
  });
}

/** A line a microsecond. */
function frame(microseconds, text) {
  const second = new Date(1_767_323_045_000 + Math.floor(microseconds / 1e6) * 1000)
    .toISOString()
    .slice(0, 19);
  const nanos = String((microseconds % 1e6) * 1000).padStart(9, '0');
  const payload = Buffer.from(`${second}.${nanos}Z ${text}\n`);
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function cut(bytes, size) {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
