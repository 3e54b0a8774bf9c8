// A worker that reads digits, so that drawing never stutters. It is told {id, file} once, then
// {id, grey, strokes}; it answers each with {id, answer} or {id, error}.

import { openReader } from "./opening.js";
import { predictionOf } from "./prediction.js";

let reader = null;

addEventListener("message", async ({ data: { id, file, grey, strokes } }) => {
  try {
    postMessage({ id, answer: file ? await open(file) : await read(grey, strokes) });
  } catch (error) {
    postMessage({ id, error: { message: error.message, code: error.code ?? null } });
  }
});

async function open(file) {
  reader = await openReader(file);
  return reader.card;
}

async function read(grey, strokes) {
  const started = performance.now();
  const reading = reader.pipeline.read(grey, strokes ?? []);
  return predictionOf(reading, reader.card.model, performance.now() - started);
}
