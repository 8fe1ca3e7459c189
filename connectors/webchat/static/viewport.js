// How much of the screen there is: less a phone's keyboard, and whether head and box leave room to read beside them.

const LINES = 9; // of the log, below which head and log scroll as one

export class Viewport {
  /** `parts`: body, top, bottom, folded (what the head unfolds); `changed()` after the room has become another. */
  constructor(parts, changed) {
    Object.assign(this, { ...parts, changed });
    const measure = () => this.measure();
    for (const part of [this.top, this.bottom]) new ResizeObserver(measure).observe(part);
    window.addEventListener("resize", measure);
    window.visualViewport?.addEventListener("resize", measure);
    window.visualViewport?.addEventListener("scroll", measure);
    this.measure();
  }

  measure() {
    this.aboveKeyboard();
    const { classList, clientHeight } = this.body;
    const was = classList.contains("low");
    const line = parseFloat(getComputedStyle(this.body).lineHeight);
    const taken = this.top.offsetHeight - this.folded.offsetHeight + this.bottom.offsetHeight;
    // On a low screen the box has no label above it. Counted in, or the two would take turns.
    const low = clientHeight - taken < (was ? LINES + 2 : LINES) * line;
    classList.toggle("low", low);
    if (low !== was) this.changed();
  }

  /** Some browsers lay a keyboard over the page and move the page under it. Zooming with two fingers is left alone. */
  aboveKeyboard() {
    const seen = window.visualViewport;
    if (!seen || seen.scale > 1.01) return;
    const covered = window.innerHeight - seen.height > 1;
    this.body.style.height = covered ? `${seen.height}px` : "";
    this.body.style.top = covered ? `${seen.offsetTop}px` : "";
  }
}
