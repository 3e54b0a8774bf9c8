// Connected components, 8-connectivity, numbered as rows from the top come upon them, as in
// nnet/imaging/connected_components.py.

/**
 * The components of the pixels of at least some level: { labels, boxes }. A label is 0 on paper, else
 * which component the pixel is of, from 1 on; a box is left, top, right, bottom.
 */
export function findComponents({ width, height, pixels }, least) {
  const labels = new Int32Array(width * height);
  const boxes = [];
  const waiting = new Int32Array(width * height);
  for (let start = 0; start < labels.length; start += 1) {
    if (pixels[start] < least || labels[start] !== 0) continue;
    const box = [width, height, 0, 0];
    boxes.push(box);
    let count = 1;
    waiting[0] = start;
    labels[start] = boxes.length;
    while (count > 0) {
      count -= 1;
      const place = waiting[count];
      const x = place % width;
      const y = (place - x) / width;
      extend(box, x, y);
      for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row += 1) {
        for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, width - 1); column += 1) {
          const next = row * width + column;
          if (pixels[next] < least || labels[next] !== 0) continue;
          labels[next] = boxes.length;
          waiting[count] = next;
          count += 1;
        }
      }
    }
  }
  return { labels, boxes };
}

function extend(box, x, y) {
  if (x < box[0]) box[0] = x;
  if (y < box[1]) box[1] = y;
  if (x >= box[2]) box[2] = x + 1;
  if (y >= box[3]) box[3] = y + 1;
}
