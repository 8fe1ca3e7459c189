// "End or save this chat": a copy is made here, from what the page shows; ending asks first.

import { Unreachable, leave } from "./api.js";
import { exact } from "./wording.js";

export function transcript(items, council, now) {
  const lines = [`Chat with ${council}`, `Saved on ${exact(now)}`, ""];
  for (const { at, name, author, text } of items) {
    lines.push(author === "notice" ? `[${exact(at)}] ${text}` : `[${exact(at)}] ${name}:`);
    if (author !== "notice") lines.push(text);
    lines.push("");
  }
  return lines.join("\n");
}

export class Menu {
  /** `parts`: the elements by name; `ended()` clears up after the chat was ended. */
  constructor(parts, { log, session, council, phone, ended }) {
    Object.assign(this, { ...parts, log, session, council, phone, ended });
    this.save.addEventListener("click", (event) => this.download(event));
    this.endForm.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask.showModal();
    });
    this.no.addEventListener("click", () => this.ask.close());
    this.yes.addEventListener("click", () => this.end());
    this.menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.menu.open || this.ask.open) return;
      event.stopPropagation();
      this.fold();
    });
  }

  fold() {
    this.menu.open = false;
    this.menu.querySelector("summary").focus();
  }

  download(event) {
    event.preventDefault();
    const text = transcript(this.log.items, this.council, new Date());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    link.download = "chat.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.words.textContent = "A copy is in your downloads.";
  }

  async end() {
    this.ask.close();
    try {
      if (this.session.secret) await leave(this.session.secret);
    } catch (error) {
      if (error instanceof Unreachable || error.status !== 401) {
        this.words.textContent = `We could not end the chat. Try again, or call ${this.phone}.`;
        return;
      }
    }
    this.fold();
    this.ended();
  }
}
