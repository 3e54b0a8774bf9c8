/** Levels from 0 to 255 as the numbers that a network reads: ink is 1 and paper is 0. */
export function toInputs(levels) {
  return Float32Array.from(levels, (level) => level / 255);
}
