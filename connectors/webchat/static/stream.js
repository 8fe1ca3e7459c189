// Reads server-sent events with fetch: EventSource cannot send the Authorization header.

import { call } from "./api.js";

const SILENCE = 40_000;

/** Calls `onEvent({id, event, data})` for each event, until the stream ends; throws when it breaks or falls silent. */
export async function readStream(secret, after, signal, onOpen, onEvent) {
  const silent = new AbortController();
  const stop = () => silent.abort();
  signal.addEventListener("abort", stop);
  let timer = setTimeout(stop, SILENCE);
  try {
    const response = await call(secret, "/events", {
      headers: { Accept: "text/event-stream", "Last-Event-ID": String(after) },
      signal: silent.signal,
    });
    if (!response.body?.getReader) throw new Error("this browser cannot read streams");
    onOpen();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(stop, SILENCE);
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const event = parse(block);
        if (event) onEvent(event);
      }
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** One block of lines; null for a comment or a block without data. */
export function parse(block) {
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
  }
  if (!fields.data) return null;
  return { id: fields.id ? Number(fields.id) : null, event: fields.event ?? "message", data: JSON.parse(fields.data) };
}
