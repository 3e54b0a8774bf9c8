// Wide lines and discs on whole pixels, to the same pixel as Pillow's ImageDraw draws them, by which
// nnet redraws strokes. Another rule would move every edge by a fraction of a pixel.

const { fround } = Math;

// The first pixel whose middle is not left of a place, and the last one that is not right of it.
const firstFrom = (place) => awayFromZero(place, (size) => Math.floor(fround(size + 0.5)));
const lastUpTo = (place) => awayFromZero(place, (size) => Math.ceil(fround(size - 0.5)));
const nearest = (place) => awayFromZero(place, (size) => Math.floor(size + 0.5));
const nearestBelow = (place) => awayFromZero(place, (size) => Math.ceil(size - 0.5));

function awayFromZero(value, round) {
  return value >= 0 ? round(value) : -round(Math.abs(value));
}

function fillRow({ width, height, pixels }, y, first, last, level) {
  if (y < 0 || y >= height) return;
  const [from, to] = [Math.max(first, 0), Math.min(last, width - 1)];
  if (from <= to) pixels.fill(level, y * width + from, y * width + to + 1);
}

/** Fills a rectangle with flat ends around a line between two points, `thick` pixels wide. */
export function fillLine(picture, from, to, thick, level) {
  const [x0, y0, x1, y1] = [...from, ...to].map(Math.trunc);
  const [right, down] = [x1 - x0, y1 - y0];
  if (right === 0 && down === 0) {
    fillRow(picture, y0, x0, x0, level);
    return;
  }
  const length = Math.hypot(right, down);
  const half = (thick - 1) / 2;
  const [more, less] = [nearest(half) / length, nearestBelow(half) / length];
  const [across, up] = [nearestBelow(less * down), nearestBelow(less * right)];
  const [acrossMore, upMore] = [nearestBelow(more * down), nearestBelow(more * right)];
  const corners = [
    [x0 - across, y0 + upMore],
    [x1 - across, y1 + upMore],
    [x1 + acrossMore, y1 - up],
    [x0 + acrossMore, y0 - up],
  ];
  fillQuadrilateral(picture, corners, level);
}

function fillQuadrilateral(picture, corners, level) {
  const all = corners.map((corner, index) => edgeBetween(corner, corners[(index + 1) % 4]));
  for (const { top, bottom, left, right } of all) {
    if (top === bottom) fillRow(picture, top, left, right, level);
  }
  const edges = all.filter(({ top, bottom }) => top !== bottom);
  const last = Math.max(...corners.map(([, y]) => y));
  for (let y = Math.min(...corners.map(([, y]) => y)); y <= last; y += 1) {
    if (y < 0 || y >= picture.height) continue;
    const crossings = crossingsOf(edges, y, last);
    for (let i = 1; i < crossings.length; i += 2) {
      fillRow(picture, y, firstFrom(crossings[i - 1]), lastUpTo(crossings[i]), level);
    }
  }
}

function edgeBetween([x0, y0], [x1, y1]) {
  return {
    x0,
    y0,
    slope: y0 === y1 ? 0 : fround((x1 - x0) / (y1 - y0)),
    left: Math.min(x0, x1),
    right: Math.max(x0, x1),
    top: Math.min(y0, y1),
    bottom: Math.max(y0, y1),
  };
}

const placeOn = ({ x0, y0, slope }, y) => fround(fround(fround(y - y0) * slope) + x0);

// Where a row crosses the edges, from left to right. An edge that ends in it counts twice, since the
// one that goes on there counts, too; not so in the last row.
function crossingsOf(edges, y, last) {
  const crossings = [];
  edges.forEach((edge, index) => {
    if (y < edge.top || y > edge.bottom) return;
    const place = placeOn(edge, y);
    if (y === edge.bottom && y < last) crossings.push(place, place);
    else if (y === edge.top || y === edge.bottom) crossings.push(sharpened(edges, index, y, place));
    else crossings.push(place);
  });
  return crossings.sort((one, other) => one - other);
}

// A sharp corner reaches as far as the next row's pixels, so that no gap is left between the two.
function sharpened(edges, index, y, place) {
  const edge = edges[index];
  if (edge.slope === 0) return place;
  const next = y + (y === edge.bottom ? -1 : 1);
  const other = edges.slice(0, index).find(
    (each) =>
      (y === each.top || y === each.bottom) &&
      each.slope !== 0 &&
      nearest(place) === nearest(placeOn(each, y)) &&
      next >= each.top &&
      next <= each.bottom,
  );
  if (other === undefined) return place;
  const [one, two] = [placeOn(edge, next), placeOn(other, next)];
  if (place > one + 1 && place > two + 1) return nearest(Math.max(one, two)) + 1;
  if (place < one - 1 && place < two - 1) return nearest(Math.min(one, two)) - 1;
  return place;
}

/** Fills a disc within left, top, right, bottom, which count to whole pixels. */
export function fillDisc(picture, corners, level) {
  const [left, top, right, bottom] = corners.map(Math.trunc);
  const [width, height] = [right - left, bottom - top];
  if (width < 0 || height < 0) return;
  for (const [y, reach] of halfRows(width, height)) {
    const [first, last] = [left + (width - reach) / 2, left + (width + reach) / 2];
    fillRow(picture, top + (height + y) / 2, first, last, level);
    fillRow(picture, top + (height - y) / 2, first, last, level);
  }
}

const known = new Map();
const MOST_KNOWN = 64;

// The rows of an ellipse's lower half: [y, how far it reaches], in half pixels from its middle. Bresenham's
// way: from each point on to that one of three neighbours which lies nearest to the curve.
function halfRows(a, b) {
  const key = `${a} ${b}`;
  if (known.has(key)) return known.get(key);
  const distance = (x, y) => Math.abs(a * a * y * y + b * b * x * x - a * a * b * b);
  const rows = [[b % 2, a]];
  let [x, y] = [a, b % 2];
  while (x !== a % 2 || y !== b) {
    let best = [x, y + 2];
    if (x > 1) {
      for (const next of [[x - 2, y + 2], [x - 2, y]]) {
        if (distance(...best) > distance(...next)) best = next;
      }
    }
    [x, y] = best;
    if (y > rows.at(-1)[0]) rows.push([y, x]);
  }
  if (known.size === MOST_KNOWN) known.clear();
  known.set(key, rows);
  return rows;
}
