/** 16-bit WAV files as samples. */

/** @returns {{rate: number, channels: Int16Array[]}} */
export function readWav(bytes) {
  const chunks = {};
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    chunks[bytes.toString('latin1', at, at + 4)] = bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length & 1);
  }
  const count = chunks['fmt '].readUInt16LE(2);
  const rate = chunks['fmt '].readUInt32LE(4);
  const bits = chunks['fmt '].readUInt16LE(14);
  if (bits !== 16) {
    throw new Error(`${bits} bits a sample, not 16`);
  }
  const all = samplesOf(chunks.data);
  const channels = Array.from({ length: count }, (_, channel) =>
    Int16Array.from({ length: Math.floor(all.length / count) }, (_, i) => all[i * count + channel]));
  return { rate, channels };
}

/** Little-endian samples, whatever the alignment of the bytes. */
export function samplesOf(bytes) {
  return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(2 * i));
}

export function bytesOf(samples) {
  const bytes = Buffer.alloc(2 * samples.length);
  samples.forEach((sample, i) => bytes.writeInt16LE(sample, 2 * i));
  return bytes;
}
