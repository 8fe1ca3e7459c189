// "Share my location": the browser is asked where it is only when the resident presses for it.

import { element } from "./log.js";

const ROUGH = 200; // metres: beyond that it names no street
const OPTIONS = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 };
const REFUSED = "We could not get your location, because your browser did not allow it. Type the street or a postcode instead.";
const FAILED = "We could not get your location. Type the street or a postcode instead.";
const TOO_ROUGH = "Your browser only knows roughly where you are. Type the street or a postcode instead.";

/** Whether the browser can tell this page. A site that shows the widget may keep it from doing so. */
function possible() {
  const allowed = document.featurePolicy?.allowsFeature("geolocation") ?? true;
  return window.isSecureContext && "geolocation" in navigator && allowed;
}

/** Rejects with an Error whose message is for the resident. */
function find() {
  return new Promise((resolve, reject) => {
    const found = ({ coords: { latitude, longitude, accuracy } }) =>
      accuracy > ROUGH ? reject(new Error(TOO_ROUGH)) : resolve({ latitude, longitude });
    const failed = (error) => reject(new Error(error.code === error.PERMISSION_DENIED ? REFUSED : FAILED));
    navigator.geolocation.getCurrentPosition(found, failed, OPTIONS);
  });
}

export class Sharing {
  /** `send(place)` sends it, `fail(words)` says why there is none; `open(id)` whether that question still waits. */
  constructor({ send, fail, open }) {
    Object.assign(this, { send, fail, open, possible: possible(), finding: null, button: null });
  }

  /** What to put under a question: a button and when to use it, if a place answers it and the browser has one. */
  offer({ id, wants }) {
    if (!this.possible || !wants?.includes("location")) return [];
    const note = element("p", "choices-note", "It tells us where you are now.");
    note.id = `share-note-${id}`;
    this.button = element("button", "button button-quiet choice");
    this.button.type = "button";
    this.button.setAttribute("aria-describedby", note.id);
    this.button.addEventListener("click", () => this.press(id));
    this.show(id);
    return [this.button, note];
  }

  show(id) {
    const finding = this.finding === id;
    this.button.textContent = finding ? "Finding your location" : "Share my location";
    this.button.setAttribute("aria-disabled", String(finding));
  }

  /** Whoever answers in words while the browser looks is not sent twice. */
  async press(id) {
    if (this.button.getAttribute("aria-disabled") === "true") return;
    this.finding = id;
    this.show(id);
    const found = await find().catch((error) => error);
    this.finding = null;
    if (!this.open(id)) return;
    this.show(id);
    if (found instanceof Error) this.fail(found.message);
    else await this.send(found);
  }
}
