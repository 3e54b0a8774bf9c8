// A matrix product in plain arithmetic: a tile of the outputs stays in the processor's registers while
// the sums run over it. Numbers are kept as float32 and summed as float64, which compilers of JavaScript
// do half as fast again as float32.

/** Outputs that are summed side by side. */
const PANEL = 4;

/**
 * The weights of `columns` outputs, in panels of four outputs that lie side by side, the last one
 * filled up with zeros. The weight that gives input k to output j lies at j * acrossStep + k * downStep.
 */
export function packPanels(weights, count, columns, acrossStep, downStep) {
  const panels = new Float32Array(Math.ceil(columns / PANEL) * PANEL * count);
  for (let j = 0; j < columns; j += 1) {
    const start = (j - (j % PANEL)) * count + (j % PANEL);
    for (let k = 0; k < count; k += 1) {
      panels[start + k * PANEL] = weights[j * acrossStep + k * downStep];
    }
  }
  return panels;
}

/**
 * outputs = rows @ weights + biases: (rowCount, columns), of rows (rowCount, count) and panels that
 * packPanels made.
 */
export function multiply(rows, rowCount, panels, biases) {
  const columns = biases.length;
  const count = rows.length / rowCount;
  const outputs = new Float32Array(rowCount * columns);
  for (let column = 0; column < columns; column += PANEL) {
    const panel = column * count;
    const width = Math.min(PANEL, columns - column);
    let row = 0;
    for (; row + 1 < rowCount; row += 2) {
      addTwoRows(rows, row * count, count, panels, panel, outputs, row * columns + column, columns, width);
    }
    if (row < rowCount) {
      addRow(rows, row * count, count, panels, panel, outputs, row * columns + column, width);
    }
  }
  for (let start = 0; start < outputs.length; start += columns) {
    for (let j = 0; j < columns; j += 1) outputs[start + j] += biases[j];
  }
  return outputs;
}

function addTwoRows(rows, start, count, panels, panel, outputs, place, columns, width) {
  let a0 = 0, a1 = 0, a2 = 0, a3 = 0;
  let b0 = 0, b1 = 0, b2 = 0, b3 = 0;
  let w = panel;
  for (let k = start; k < start + count; k += 1, w += PANEL) {
    const a = rows[k], b = rows[k + count];
    const w0 = panels[w], w1 = panels[w + 1], w2 = panels[w + 2], w3 = panels[w + 3];
    a0 += a * w0;
    a1 += a * w1;
    a2 += a * w2;
    a3 += a * w3;
    b0 += b * w0;
    b1 += b * w1;
    b2 += b * w2;
    b3 += b * w3;
  }
  store(outputs, place, width, a0, a1, a2, a3);
  store(outputs, place + columns, width, b0, b1, b2, b3);
}

function addRow(rows, start, count, panels, panel, outputs, place, width) {
  let a0 = 0, a1 = 0, a2 = 0, a3 = 0;
  let w = panel;
  for (let k = start; k < start + count; k += 1, w += PANEL) {
    const a = rows[k];
    a0 += a * panels[w];
    a1 += a * panels[w + 1];
    a2 += a * panels[w + 2];
    a3 += a * panels[w + 3];
  }
  store(outputs, place, width, a0, a1, a2, a3);
}

function store(outputs, place, width, s0, s1, s2, s3) {
  outputs[place] = s0;
  if (width > 1) outputs[place + 1] = s1;
  if (width > 2) outputs[place + 2] = s2;
  if (width > 3) outputs[place + 3] = s3;
}
