// The box, its send button, and what is said when a message did not get through.

import { Refused } from "./api.js";
import { kept } from "./session.js";

const DRAFT = "townclerk.draft";
const COUNT_FROM = 0.9;

export class Composer {
  /** `parts`: the elements by name; `deliver({text} | {choice, title} | {location})` resolves once the message is saved. */
  constructor(parts, { phone, most, deliver }) {
    Object.assign(this, { ...parts, phone, most, deliver, store: kept("sessionStorage"), busy: false, failed: null });
    if (!this.box.value) this.box.value = this.store.get(DRAFT) ?? "";
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.retry.addEventListener("click", () => this.failed && this.send(this.failed));
    this.box.rows = 1;
    this.changed();
  }

  /** Enter sends where there is a keyboard; on a phone it begins a new line. */
  key(event) {
    const plain = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!plain || !window.matchMedia("(hover: hover)").matches) return;
    event.preventDefault();
    this.submit();
  }

  changed() {
    this.store.set(DRAFT, this.box.value);
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
    const length = [...this.box.value].length;
    const left = this.most - length;
    this.count.textContent = length < this.most * COUNT_FROM ? "" : this.room(left);
    this.count.classList.toggle("count-over", left < 0);
  }

  room(left) {
    const count = Math.abs(left);
    const number = `${count.toLocaleString("en-GB")} character${count === 1 ? "" : "s"}`;
    return left < 0 ? `${number} too many` : `${number} left`;
  }

  async submit() {
    const text = this.box.value;
    if (!text.trim()) return this.box.focus();
    if ([...text].length > this.most) {
      return this.fail(`Messages can have at most ${this.most.toLocaleString("en-GB")} characters: please shorten it.`, null);
    }
    await this.send({ text });
  }

  /** One at a time. The text leaves the box only once it is saved. */
  async send(content) {
    if (this.busy) return;
    this.hold(true);
    try {
      await this.deliver(content);
      this.failed = null;
      this.failure.hidden = true;
      if (content.text !== undefined) this.empty();
    } catch (error) {
      this.fail(this.words(error, content), content);
    } finally {
      this.hold(false);
    }
  }

  hold(busy) {
    this.busy = busy;
    this.box.readOnly = busy;
    this.button.textContent = busy ? "Sending" : "Send";
    this.button.setAttribute("aria-disabled", String(busy));
    this.retry.setAttribute("aria-disabled", String(busy));
  }

  empty() {
    this.box.value = "";
    this.changed();
    this.box.focus({ preventScroll: true });
  }

  fail(words, content) {
    this.failed = content;
    this.failure.hidden = false;
    this.failureWords.textContent = words;
    this.retry.hidden = content === null;
  }

  words(error, content) {
    if (error instanceof Refused && error.status < 500 && error.message) return error.message;
    if (content.choice) return `Your choice did not reach us. Try again, or call ${this.phone}.`;
    if (content.location) return `Your location did not reach us. Try again, or call ${this.phone}.`;
    return `Your message did not reach us. It is still in the box: try again, or call ${this.phone}.`;
  }
}
