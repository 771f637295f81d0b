/**
 * The codecs the page speaks on /call: raw payload in both directions, no header.
 * Samples are floats in [-1, 1]; G.711 is ITU-T G.711 (08/88), tables 2a and 1a.
 */
const FULL_SCALE = 32768;

/** What a 16-bit sample is for a float one, held inside the range. */
function toInt16(sample) {
  const scaled = Math.round(sample * FULL_SCALE);
  return Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, scaled));
}

function encodePcm(samples) {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, index) => view.setInt16(index * 2, toInt16(sample), true));
  return view.buffer;
}

/** An odd last byte cannot be a sample and is left out. */
function decodePcm(payload) {
  const view = new DataView(payload);
  return Float32Array.from(
    { length: payload.byteLength >> 1 },
    (_, index) => view.getInt16(index * 2, true) / FULL_SCALE,
  );
}

function muLawToLinear(code) {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
  return bits & 0x80 ? 0 - magnitude : magnitude;
}

function linearToMuLaw(sample) {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32635) + 0x84;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function aLawToLinear(code) {
  const bits = code ^ 0x55;
  const exponent = (bits & 0x70) >> 4;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

/** A-law codes the 13 upper bits; a negative sample is coded by its complement. */
function linearToALaw(sample) {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = sample >= 0 ? sample : -sample - 1;
  const exponent = magnitude < 256 ? 0 : 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

function g711(toLinear, fromLinear) {
  const table = Float32Array.from({ length: 256 }, (_, code) => toLinear(code) / FULL_SCALE);
  return {
    encode: (samples) =>
      Uint8Array.from(samples, (sample) => fromLinear(toInt16(sample))).buffer,
    decode: (payload) => Float32Array.from(new Uint8Array(payload), (code) => table[code]),
  };
}

/** By the name used in `option.codec`; `sampleRate` in Hz, `option` is what the invite says. */
export const CODECS = {
  pcm: {
    sampleRate: 16000,
    option: { codec: 'pcm', samplerate: 16000 },
    encode: encodePcm,
    decode: decodePcm,
  },
  pcmu: { sampleRate: 8000, option: { codec: 'pcmu' }, ...g711(muLawToLinear, linearToMuLaw) },
  pcma: { sampleRate: 8000, option: { codec: 'pcma' }, ...g711(aLawToLinear, linearToALaw) },
};
