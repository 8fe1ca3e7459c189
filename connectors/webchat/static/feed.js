// Keeps the page up to date: a stream, resumed after the last number; polling where a stream does not get through.

import { read, Refused } from "./api.js";
import { readStream } from "./stream.js";

const POLL_EVERY = 3_000;
// After a message of the resident's, who waits for an answer: as often as usual, however many chats there are.
const BRISK_FOR = 30_000;
const POLL_FOR = 60_000;
const TRIES_BEFORE_POLLING = 2;
const LONGEST_PAUSE = 15_000;

export class Feed {
  /** `on`: message(m), state(whereabouts, number or null), typing(bool), line(bool), caughtUp(), gone(). */
  constructor(session, on) {
    this.session = session;
    this.on = on;
    this.controller = null;
    window.addEventListener("online", () => this.nudge());
    document.addEventListener("visibilitychange", () => document.hidden || this.nudge());
  }

  start(after = 0) {
    this.stop();
    this.last = after;
    this.controller = new AbortController();
    this.run(this.controller.signal);
  }

  stop() {
    this.controller?.abort();
    this.controller = null;
    this.nudge();
  }

  /** Whoever pauses tries again now. */
  nudge() {
    this.briskUntil = Date.now() + BRISK_FOR;
    this.wake?.();
  }

  async run(signal) {
    let failures = 0;
    let every = POLL_EVERY;
    while (!signal.aborted) {
      const opened = Date.now();
      try {
        await readStream(this.session.secret, this.last, signal, () => {}, (event) => {
          failures = 0;
          if (!signal.aborted) this.take(event);
        });
        if (Date.now() - opened < 1_000) failures += 1;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refused && error.status === 401) return this.on.gone();
        failures += 1;
        const full = error instanceof Refused && error.code === "too_many_streams";
        if (full) failures = Math.max(failures, TRIES_BEFORE_POLLING);
        every = full ? Math.max(POLL_EVERY, error.wait * 1_000) : POLL_EVERY;
      }
      if (signal.aborted) return;
      if (failures >= TRIES_BEFORE_POLLING) failures = await this.poll(signal, failures, every);
      else await this.pause(500 + Math.random() * 500, signal);
    }
  }

  /** For a minute at least; returns how many tries in a row have failed. */
  async poll(signal, failures, every) {
    const until = Date.now() + POLL_FOR;
    while (!signal.aborted && Date.now() < until) {
      try {
        this.takePage(await read(this.session.secret, this.last), signal);
        failures = TRIES_BEFORE_POLLING;
        const interval = Date.now() < this.briskUntil ? POLL_EVERY : every;
        await this.pause(interval * (0.75 + Math.random() / 2), signal);
      } catch (error) {
        if (signal.aborted) return failures;
        if (error instanceof Refused && error.status === 401) {
          this.controller?.abort();
          this.on.gone();
          return failures;
        }
        failures += 1;
        this.on.line(false);
        await this.pause(Math.min(LONGEST_PAUSE, 1_000 * 2 ** (failures - TRIES_BEFORE_POLLING)) * (0.75 + Math.random() / 2), signal);
      }
    }
    return failures;
  }

  take({ id, event, data }) {
    this.on.line(true);
    if (id !== null && id <= this.last) return;
    if (id !== null) this.last = id;
    if (event === "message") this.on.message(data);
    if (event === "typing") this.on.typing(data.typing);
    if (event === "state") {
      this.on.state(data, id);
      if (id === null) this.on.caughtUp();
    }
  }

  takePage(page, signal) {
    if (signal.aborted) return;
    this.on.line(true);
    for (const message of page.messages) {
      if (message.id <= this.last) continue;
      this.last = message.id;
      this.on.message(message);
    }
    this.on.state(page, this.last + 0.5);
    this.on.caughtUp();
  }

  pause(milliseconds, signal) {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
