// Sends a message so that it arrives once: what is under way is remembered with its reference until we know it is saved.

import { begin, post, Refused } from "./api.js";
import { kept } from "./session.js";

const KEY = "townclerk.sending";

function newReference() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Sender {
  /** `begun()` is called when a session was started; `lost()` when the old one was not known any more. */
  constructor(session, { begun, lost, framed }) {
    Object.assign(this, { session, begun, lost, framed, store: kept("sessionStorage") });
  }

  /** What an earlier page was sending when it went away, or null. */
  get left() {
    return JSON.parse(this.store.get(KEY) ?? "null")?.content ?? null;
  }

  /** The number of the saved message. The same content again carries the same reference, other content a new one. */
  async send(content) {
    const reference = this.remember(content);
    try {
      return await this.attempt(content, reference);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      this.session.forget();
      this.lost();
      return await this.attempt(content, reference);
    }
  }

  async attempt({ title, ...content }, reference) {
    if (!this.session.secret) {
      this.session.keep((await begin(this.framed)).session);
      this.begun();
    }
    const { id } = await post(this.session.secret, { ...content, reference });
    this.forget();
    return id;
  }

  remember(content) {
    const before = JSON.parse(this.store.get(KEY) ?? "null");
    const same = JSON.stringify(before?.content) === JSON.stringify(content);
    const reference = same ? before.reference : newReference();
    this.store.set(KEY, JSON.stringify({ content, reference }));
    return reference;
  }

  forget() {
    this.store.drop(KEY);
  }
}
