/** Opus packets out of and into Ogg (RFC 3533, RFC 7845), for ffmpeg on the other side. */

/** The packets of the first stream, its two headers left out. */
export function packetsOf(ogg) {
  const packets = [];
  let parts = [];
  for (let at = 0; at + 27 <= ogg.length; ) {
    if (ogg.toString('latin1', at, at + 4) !== 'OggS') {
      throw new Error(`no Ogg page at ${at}`);
    }
    const lacing = ogg.subarray(at + 27, at + 27 + ogg[at + 26]);
    at += 27 + lacing.length;
    for (const length of lacing) {
      parts.push(ogg.subarray(at, at + length));
      at += length;
      if (length < 255) {
        packets.push(Buffer.concat(parts));
        parts = [];
      }
    }
  }
  return packets.slice(2);
}

/** An Ogg file of mono Opus packets of 20 ms. */
export function oggOf(packets) {
  const head = Buffer.from('OpusHead\x01\x01\0\0\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(16_000, 12);
  const tags = Buffer.from('OpusTags\0\0\0\0\0\0\0\0', 'latin1');
  const pages = [page(head, 0, 0, 2), page(tags, 1, 0, 0)];
  packets.forEach((packet, i) =>
    pages.push(page(packet, i + 2, 960 * (i + 1), i === packets.length - 1 ? 4 : 0)));
  return Buffer.concat(pages);
}

function page(packet, number, granule, flags) {
  const full = Math.floor(packet.length / 255);
  const lacing = Buffer.from([...Array(full).fill(255), packet.length % 255]);
  const head = Buffer.alloc(27);
  head.write('OggS', 'latin1');
  head[5] = flags;
  head.writeBigUInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(number, 18);
  head[26] = lacing.length;
  const whole = Buffer.concat([head, lacing, packet]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

/** CRC-32 with polynomial 04c11db7, nothing reflected, no start or end value. */
function checksum(bytes) {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    }
  }
  return crc >>> 0;
}
