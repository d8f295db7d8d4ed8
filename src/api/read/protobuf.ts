/** The fields of a protobuf message by their numbers; a field that is repeated has several values. */
type ProtobufFields = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/**
 * Reads the wire format (protobuf.dev, "Encoding"): numbers, and whatever has a length. Undefined for what is none. A message within a
 * message is read by another call.
 */
function readProtobuf(bytes: Uint8Array): ProtobufFields | undefined {
  const fields = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return Number.NaN;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  const value = (type: number): number | Uint8Array | undefined => {
    if (type === 0) return varint();
    const length = type === 2 ? varint() : { 1: 8, 5: 4 }[type];
    if (length === undefined || !(at + length <= bytes.length)) return undefined;
    const part = bytes.subarray(at, at + length);
    at += length;
    return part;
  };
  while (at < bytes.length) {
    const tag = varint();
    const found = value(tag % 8);
    if (found === undefined || Number.isNaN(found)) return undefined;
    const number = Math.floor(tag / 8);
    fields.set(number, [...(fields.get(number) ?? []), found]);
  }
  return fields;
}

const magic = Buffer.from('k8s\0', 'latin1');

/** The message of an object, without its envelope (apimachinery, `pkg/runtime/serializer/protobuf`, and runtime.Unknown). */
export function readEnvelope(body: Uint8Array | undefined): ProtobufFields | undefined {
  if (!body || !magic.equals(body.subarray(0, magic.length))) return undefined;
  const [raw] = readProtobuf(body.subarray(magic.length))?.get(2) ?? [];
  return raw instanceof Uint8Array ? readProtobuf(raw) : undefined;
}

/** The texts of a field. */
export function textsOf(fields: ProtobufFields | undefined, number: number): readonly string[] {
  return (fields?.get(number) ?? []).flatMap((one) =>
    one instanceof Uint8Array ? [new TextDecoder().decode(one)] : [],
  );
}

/** The message in a field; undefined where there is none. */
export function messageIn(fields: ProtobufFields | undefined, number: number): ProtobufFields | undefined {
  const [one] = fields?.get(number) ?? [];
  return one instanceof Uint8Array ? readProtobuf(one) : undefined;
}

/** The number in a field. */
export function numberIn(fields: ProtobufFields | undefined, number: number): number | undefined {
  const [one] = fields?.get(number) ?? [];
  return typeof one === 'number' ? one : undefined;
}
