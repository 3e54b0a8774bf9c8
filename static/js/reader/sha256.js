// SHA-256 (FIPS 180-4). The browser's own is there over https alone, and a classroom's server has none.

const WORDS = 64;
const BLOCK = 64;

// The first 32 bits of the fractions of square and cube roots of the first primes.
const PRIMES = Array.from({ length: 310 }, (_, n) => n + 2).filter(isPrime).slice(0, WORDS);
const START = PRIMES.slice(0, 8).map((prime) => fraction(prime ** (1 / 2)));
const ROUNDS = Uint32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));

function isPrime(n) {
  for (let divisor = 2; divisor * divisor <= n; divisor += 1) if (n % divisor === 0) return false;
  return true;
}

function fraction(value) {
  return Math.floor((value - Math.floor(value)) * 2 ** 32);
}

/** The digest of bytes, a Uint8Array, as 64 hex digits. */
export function sha256(bytes) {
  const state = Uint32Array.from(START);
  const schedule = new Uint32Array(WORDS);
  const whole = bytes.length - (bytes.length % BLOCK);
  addBlocks(state, schedule, bytes.subarray(0, whole));
  addBlocks(state, schedule, lastBlocks(bytes.subarray(whole), bytes.length));
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

// What is left, a 1 bit, zeros, and how many bits there were.
function lastBlocks(rest, length) {
  const blocks = new Uint8Array(rest.length + 9 <= BLOCK ? BLOCK : 2 * BLOCK);
  blocks.set(rest);
  blocks[rest.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(blocks.length - 4, (length * 8) >>> 0);
  return blocks;
}

function addBlocks(state, schedule, bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < bytes.length; start += BLOCK) {
    for (let i = 0; i < 16; i += 1) schedule[i] = view.getUint32(start + 4 * i);
    for (let i = 16; i < WORDS; i += 1) {
      const a = schedule[i - 15];
      const b = schedule[i - 2];
      const low = rotated(a, 7) ^ rotated(a, 18) ^ (a >>> 3);
      const high = rotated(b, 17) ^ rotated(b, 19) ^ (b >>> 10);
      schedule[i] = schedule[i - 16] + low + schedule[i - 7] + high;
    }
    addBlock(state, schedule);
  }
}

function addBlock(state, schedule) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < WORDS; i += 1) {
    const high = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + high + ((e & f) ^ (~e & g)) + ROUNDS[i] + schedule[i]) | 0;
    const low = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => (state[index] += value));
}

function rotated(word, by) {
  return (word >>> by) | (word << (32 - by));
}
