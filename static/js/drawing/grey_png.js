// A PNG of one grey byte a pixel (RFC 2083). A canvas writes three or four, which the server takes
// three times as long to decode.

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CRC_POLYNOMIAL = 0xedb88320;
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = (remainder >>> 1) ^ (remainder & 1 ? CRC_POLYNOMIAL : 0);
  }
  return remainder;
});

/** Says whether this browser compresses for scripts; older ones leave it to the canvas. */
export function canWriteGreyPng() {
  return "CompressionStream" in globalThis;
}

/** A promise of the PNG of `grey` as bytes; both are Uint8Arrays, `grey` one row after the other. */
export async function greyPng(grey, width, height) {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Eight bits a sample, grey alone; the one compression, the one set of filters, not interlaced.
  header.set([8, 0, 0, 0, 0], 8);
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", await through(new CompressionStream("deflate"), unfiltered(grey, width, height))),
    chunk("IEND", new Uint8Array()),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/**
 * A promise of what a stream makes of bytes. No Blob is in between: a worker whose script its page has
 * in itself cannot read one in WebKit.
 */
export async function through(stream, bytes) {
  const source = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  return new Uint8Array(await new Response(source.pipeThrough(stream)).arrayBuffer());
}

// Before each row stands the filter that was applied to it: none, since ink has no gradients.
function unfiltered(grey, width, height) {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    rows.set(grey.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  return rows;
}

function chunk(type, data) {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

function crc32(bytes) {
  let remainder = 0xffffffff;
  for (const byte of bytes) remainder = (remainder >>> 8) ^ CRC_TABLE[(remainder ^ byte) & 0xff];
  return ~remainder;
}
