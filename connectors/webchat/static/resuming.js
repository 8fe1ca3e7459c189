// Finding the chat again where the browser keeps nothing for us: a cookie of our frame's, else a link that the resident
// keeps. The link's token follows a #, which no server is told.

import { isKept, link, Refused, takeUp } from "./api.js";
import { element } from "./log.js";

const LOST = "This browser does not let this page remember your chat. To come back to it later, keep this link. It works for 24 hours.";

export class Resuming {
  /** `told(words, parts)` shows a notice; `taken(error)` when a link has been followed, or has run out. */
  constructor(session, { told, taken }) {
    Object.assign(this, { session, told, taken });
    window.addEventListener("hashchange", () => this.follow());
  }

  /** After a chat has begun. In doubt nothing is said. */
  async check() {
    if (this.session.lasts) return;
    try {
      if (await isKept(this.session.secret)) return;
      const address = new URL(await link(this.session.secret), window.location.origin);
      const way = element("a", "", "Come back to this chat");
      Object.assign(way, { href: address.href, target: "_blank", rel: "noopener" });
      this.told(LOST, [" ", way]);
    } catch {
      // Asked again with the next chat: what the resident wrote is saved either way.
    }
  }

  /** Takes up the chat that the address leads to, once. */
  async follow() {
    const token = new URLSearchParams(window.location.hash.slice(1)).get("again");
    if (!token) return;
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    try {
      this.session.keep(await takeUp(token));
      this.taken(null);
    } catch (error) {
      this.taken(error instanceof Refused && error.message ? error.message : "We could not open this chat. Try the link again.");
    }
  }
}
