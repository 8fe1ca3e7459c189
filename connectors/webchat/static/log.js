// The conversation on the page: grouped by author, choices under the newest reply, always as text.

import { linked } from "./links.js";
import { ago, authorName, exact } from "./wording.js";

const NEAR = 96;
const EDGE = 8;

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export class Log {
  /** `choose(choice)` sends one of the offered choices; `more(message)` gives what else to offer under a message. */
  constructor(root, jump, choose, more) {
    Object.assign(this, { root, jump, choose, more, above: root.closest(".above") });
    Object.assign(this, { items: [], offer: null, asking: null, group: null, newest: null, officer: null, loading: false, following: true });
    jump.addEventListener("click", () => {
      this.scrollDown();
      root.focus({ preventScroll: true });
    });
    // Scrolling does not bubble: caught on its way down it is heard from whichever of the two scrolls.
    this.above.addEventListener("scroll", () => this.scrolled(), true);
    // What appears below (somebody is typing, a failure, a keyboard) takes room away, and gives it back when it goes.
    const room = new ResizeObserver(() => this.settle());
    for (const part of [root, this.above]) room.observe(part);
    setInterval(() => this.tick(), 30_000);
  }

  get last() {
    return this.items.at(-1)?.id ?? 0;
  }

  /** Nothing but the greeting. */
  clear() {
    Object.assign(this, { items: [], officer: null });
    this.wipe();
  }

  wipe() {
    Object.assign(this, { offer: null, asking: null, group: null, newest: null });
    for (const child of [...this.root.children]) if (child.id !== "greeting") child.remove();
  }

  /** While the history is read in, a screen reader is not told of each message. */
  quiet(isQuiet) {
    this.loading = isQuiet;
    this.root.setAttribute("aria-live", isQuiet ? "off" : "polite");
    this.settle();
  }

  /** False when the message is here already. */
  add(message) {
    if (this.items.some((item) => item.id === message.id)) return false;
    this.place({ ...message, at: new Date(message.at), name: authorName(message.author, this.officer) });
    return true;
  }

  notice(text, id = this.last + 0.5, parts = []) {
    this.place({ id, author: "notice", text, parts, at: new Date() });
  }

  place(item) {
    const stay = !this.loading && !this.following && item.author !== "resident";
    const inOrder = item.id >= this.last;
    this.items.push(item);
    if (inOrder) {
      this.show(item);
    } else {
      this.items.sort((one, other) => one.id - other.id);
      this.wipe();
      this.items.forEach((each) => this.show(each));
    }
    if (stay) this.jump.hidden = false;
    else this.scrollDown();
  }

  show(item) {
    if (item.author === "notice") {
      this.group = null;
      this.newest = element("p", "notice", item.text, ...item.parts);
      this.root.append(this.newest);
      return;
    }
    const begins = this.group?.author !== item.author || this.group.name !== item.name;
    if (begins) this.begin(item);
    const text = element("p", "message-text", item.author === "resident" ? item.text : linked(item.text));
    text.dir = "auto";
    this.group.message = element("div", "message", text);
    this.group.footer.before(this.group.message);
    this.newest = begins ? this.group.whole : this.group.message;
    this.stamp(this.group.time, item.at);
    if (item.author !== "system") this.replace(item);
  }

  begin({ author, name }) {
    const time = document.createElement("time");
    const footer = element("p", "group-time", time);
    const whole = element("div", `group group-${author}`, element("p", "group-name", name), footer);
    this.root.append(whole);
    this.group = { author, name, time, footer, whole };
  }

  /** A newer reply, or an answer, takes the older choices away. */
  replace(item) {
    const hadFocus = this.offer?.contains(document.activeElement);
    this.offer?.remove();
    this.offer = this.asking = null;
    if (hadFocus) this.root.focus({ preventScroll: true });
    const offered = item.author === "resident" ? [] : [...this.buttons(item.choices ?? []), ...this.more(item)];
    if (!offered.length) return;
    this.asking = item.id;
    this.offer = element("div", "choices", ...offered);
    this.offer.setAttribute("role", "group");
    this.offer.setAttribute("aria-label", "Choices");
    this.group.message.append(this.offer);
  }

  buttons(choices) {
    return choices.map((choice) => {
      const button = element("button", "button button-quiet choice", choice.title);
      button.type = "button";
      button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && this.choose(choice));
      return button;
    });
  }

  /** While one choice is on its way, the others are shown as out of use. They keep the keyboard's focus. */
  holdChoices(held) {
    for (const button of this.offer?.querySelectorAll("button") ?? []) button.setAttribute("aria-disabled", String(held));
  }

  stamp(time, at) {
    time.dateTime = at.toISOString();
    time.title = exact(at);
    time.textContent = ago(at, new Date());
  }

  tick() {
    for (const time of this.root.querySelectorAll("time")) this.stamp(time, new Date(time.dateTime));
  }

  /** What scrolls: the log, or on a low screen head and log as one. */
  get scroller() {
    return document.body.classList.contains("low") ? this.above : this.root;
  }

  /** Where the newest message is in view: at the end, or at its beginning where not all of it fits. */
  get goal() {
    const { scroller } = this;
    const newest = this.newest ?? this.root.lastElementChild;
    const end = scroller.scrollHeight - scroller.clientHeight;
    const beginning = newest.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    return Math.max(0, Math.min(end, beginning - EDGE));
  }

  /** Whoever has not scrolled back is shown what is new. */
  scrolled() {
    this.following = this.scroller.scrollTop > this.goal - NEAR;
    if (this.following) this.jump.hidden = true;
  }

  scrollDown() {
    this.following = true;
    this.jump.hidden = true;
    this.scroller.scrollTop = this.goal;
  }

  /** The room has changed: the newest message stays in view, and whoever reads on in it is left there. */
  settle() {
    if (this.following) this.scroller.scrollTop = Math.max(this.scroller.scrollTop, this.goal);
  }
}
