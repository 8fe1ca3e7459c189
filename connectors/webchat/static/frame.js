// In the widget's frame: a close button, Escape, and word to the site's page that something new has come. No content
// of the chat crosses: the site's page is told that there is a message, never what it says.

export class Frame {
  constructor(closeButton, { shown }) {
    this.within = window.parent !== window && document.body.classList.contains("embedded");
    this.hidden = false;
    if (!this.within) return;
    closeButton.hidden = false;
    closeButton.addEventListener("click", () => this.tell("close"));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.tell("close");
    });
    window.addEventListener("message", (event) => {
      if (event.source !== window.parent) return;
      this.hidden = event.data?.townclerk === "hidden";
      if (event.data?.townclerk === "shown") shown();
    });
  }

  /** The page works: the site's page takes away what it showed in the meantime. */
  ready() {
    if (this.within) this.tell("ready");
  }

  /** A message came while the panel was closed. */
  message() {
    if (this.within && this.hidden) this.tell("message");
  }

  tell(what) {
    window.parent.postMessage({ townclerk: what }, "*");
  }
}
