// The file of a reader's networks, which nnet/browser/weights_file.py writes and describes.

import { through } from "../drawing/grey_png.js";
import { sha256 } from "./sha256.js";

const MAGIC = "INKNET 1";
const DIGEST_AT = 8;
const LENGTH_AT = 40;
const HEADER_AT = 44;

/** The file is damaged, or of another version than this page. */
export class WeightsFileError extends Error {
  code = "bad_weights";
}

/**
 * A promise of { card, networks: { name: { input_shape, layers, settings, arrays } } }; the arrays are
 * Float32Arrays by name. Throws WeightsFileError for anything that is not an undamaged file.
 */
export async function parseWeightsFile(bytes) {
  if (bytes.length < HEADER_AT || ascii(bytes.subarray(0, DIGEST_AT)) !== MAGIC) {
    throw new WeightsFileError("This is no file of weights of this version; load the page again.");
  }
  const digest = Array.from(bytes.subarray(DIGEST_AT, LENGTH_AT), hex).join("");
  if (sha256(bytes.subarray(LENGTH_AT)) !== digest) {
    throw new WeightsFileError("The weights are damaged: their SHA-256 is another one; load them again.");
  }
  const end = HEADER_AT + new DataView(bytes.buffer, bytes.byteOffset).getUint32(LENGTH_AT, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_AT, end)));
  const numbers = await unpack(bytes.subarray(end));
  let start = 0;
  const networks = Object.entries(header.networks).map(([name, network]) => {
    const arrays = network.arrays.map(([array, shape]) => {
      const size = shape.reduce((all, side) => all * side, 1);
      start += size;
      return [array, numbers.subarray(start - size, start)];
    });
    return [name, { ...network, arrays: Object.fromEntries(arrays) }];
  });
  if (start !== numbers.length) throw new WeightsFileError("The weights are not those of their layers.");
  return { card: header.card, networks: Object.fromEntries(networks) };
}

function ascii(bytes) {
  return String.fromCharCode(...bytes);
}

function hex(byte) {
  return byte.toString(16).padStart(2, "0");
}

// All low bytes of the float16 numbers, then all high ones: alike ones beside each other are packed well.
async function unpack(packed) {
  const bytes = await through(new DecompressionStream("deflate"), packed);
  const count = bytes.length / 2;
  const bits = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) bits[i] = float32Bits(bytes[i] | (bytes[count + i] << 8));
  return new Float32Array(bits.buffer);
}

const SMALLEST = 2 ** -24;
const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

// IEEE 754: the sign, the exponent with another bias, and thirteen more bits of zeros.
function float32Bits(half) {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) {
    asFloat[0] = fraction * SMALLEST;
    return (sign | asBits[0]) >>> 0;
  }
  return (sign | ((exponent + 112) << 23) | (fraction << 13)) >>> 0;
}
