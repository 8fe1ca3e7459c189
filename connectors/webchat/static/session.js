// The chat's secret, kept by this browser so that a reload or a new page finds the conversation again.

const KEY = "townclerk.session";

/** Storage that also works where the browser refuses it: then it lasts as long as the page. */
export function kept(area) {
  const memory = new Map();
  const store = () => window[area];
  return {
    get(key) {
      try {
        return store().getItem(key) ?? memory.get(key) ?? null;
      } catch {
        return memory.get(key) ?? null;
      }
    },
    set(key, value) {
      memory.set(key, value);
      try {
        store().setItem(key, value);
      } catch {
        // Refused or full: memory has it.
      }
    },
    /** Whether the browser keeps it beyond the page. */
    lasts() {
      try {
        store().setItem("townclerk.probe", "1");
        store().removeItem("townclerk.probe");
        return true;
      } catch {
        return false;
      }
    },
    drop(key) {
      memory.delete(key);
      try {
        store().removeItem(key);
      } catch {
        // Refused: there is nothing to remove.
      }
    },
  };
}

export class Session {
  /** `adopted` is the session of the page's own form, which a script takes over. */
  constructor(adopted) {
    this.store = kept("localStorage");
    if (adopted) this.keep(adopted);
    this.secret = this.store.get(KEY);
  }

  get lasts() {
    return this.store.lasts();
  }

  keep(secret) {
    this.secret = secret;
    this.store.set(KEY, secret);
  }

  forget() {
    this.secret = null;
    this.store.drop(KEY);
  }

  /** Another page of ours, in another tab, began or ended the chat. */
  onChangeElsewhere(changed) {
    window.addEventListener("storage", (event) => {
      if (event.key !== KEY || event.newValue === this.secret) return;
      this.secret = event.newValue;
      changed();
    });
  }
}
