// Protobuf's wire format, as much of it as a measurement needs: fields of bytes and of numbers.

/** The bytes of one field; `value` is a number, a bigint, text or bytes. */
export function field(number, value) {
  if (typeof value === "number" || typeof value === "bigint")
    return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([
    varint((number << 3) | 2),
    varint(bytes.length),
    bytes,
  ]);
}

function varint(value) {
  const out = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
  return Buffer.from(out);
}

/** The fields of a message: [number, bigint or bytes] each. */
export function* fields(bytes) {
  let at = 0;
  const number = () => {
    let out = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      out |= BigInt(byte & 127) << shift;
      if (byte < 128) return out;
    }
  };
  while (at < bytes.length) {
    const tag = Number(number());
    const skip = { 1: 8, 5: 4 }[tag & 7];
    if ((tag & 7) === 0) yield [tag >> 3, number()];
    else if (skip) at += skip;
    else {
      const length = Number(number());
      yield [tag >> 3, bytes.subarray(at, (at += length))];
    }
  }
}

export function fieldOf(bytes, wanted) {
  for (const [number, value] of fields(bytes))
    if (number === wanted) return value;
  return undefined;
}

/** A message of a stream of Connect's protocol. */
export function envelope(message, flags = 0) {
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
