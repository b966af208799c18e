// The six digits that an authenticator shows (RFC 6238: HMAC-SHA-1, 30 seconds).
import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function fromBase32(text) {
  let bits = "";
  for (const letter of text.replace(/[\s=]/g, "").toUpperCase())
    bits += alphabet.indexOf(letter).toString(2).padStart(5, "0");
  return Buffer.from(
    bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)),
  );
}

export function totp(secret, at = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const hash = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1000000).padStart(6, "0");
}
