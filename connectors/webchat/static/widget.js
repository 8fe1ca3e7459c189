// The widget: a round button with a word, and the chat in a frame on the gateway's own origin. For any site, by one tag,
// wherever it stands and however it is loaded:
//   <script src="https://chat.example/widget.js" async></script>      optional: data-label="Ask us"
// It styles through the CSSOM, so a site's Content-Security-Policy needs only script-src and frame-src for our origin.
(() => {
  "use strict";
  const council = {/* council */};
  const say = (level, words) => console[level](`Townclerk chat: ${words}`);
  const PATIENCE = 8_000; // milliseconds for the frame to say that it is there
  const DARK_EDGE = "#78858c";
  const SHADOW = "0 1px 4px rgba(0, 0, 0, 0.4)";

  const before = window.townclerkChat;
  if (before) {
    if (!before.back()) say("warn", "this page includes widget.js more than once. One button is shown; one tag is enough.");
    return;
  }

  const tag = ownTag();
  const origin = tag?.src ? new URL(tag.src).origin : council.home;
  const label = tag?.dataset.label || "Chat";
  const phone = window.matchMedia("(max-width: 480px), (max-height: 480px)");
  let opened = false;
  let ready = false;
  let unread = 0;
  let overflow = "";
  let frame = null;
  let timer = null;
  let waiting = true; // for the page's body

  const host = make("div", { position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000", margin: "0" });
  host.id = "townclerk-chat";
  const button = make("button", {
    minWidth: "72px", minHeight: "72px", padding: "8px 12px", border: "2px solid #ffffff", borderRadius: "36px",
    background: council.brand, color: council.text, font: "600 max(16px, 1rem)/1.2 system-ui, sans-serif",
    cursor: "pointer", boxShadow: SHADOW, margin: "0",
  });
  button.type = "button";
  const panel = make("dialog", {
    position: "fixed", overflow: "hidden", margin: "0", padding: "0", maxWidth: "none", maxHeight: "none",
    boxShadow: SHADOW, boxSizing: "border-box", colorScheme: "light dark", background: "Canvas", color: "CanvasText",
  });
  panel.id = "townclerk-chat-panel";
  panel.setAttribute("aria-label", `Chat with ${council.name}`);
  button.setAttribute("aria-controls", panel.id);
  const cover = makeCover();
  panel.append(cover.whole);
  host.append(button, panel);

  /** The tag that loaded us. A module has no currentScript: then the one that leads to our gateway, or the only one. */
  function ownTag() {
    if (document.currentScript) return document.currentScript;
    const tags = [...document.querySelectorAll("script[src]")].filter((each) => /\/widget\.js(?:[?#]|$)/.test(each.src));
    return tags.find((each) => each.src.startsWith(`${council.home}/`)) ?? (tags.length === 1 ? tags[0] : null);
  }

  function make(name, style, text = "") {
    const element = document.createElement(name);
    element.textContent = text;
    Object.assign(element.style, style);
    return element;
  }

  /** Until the frame has said that it is there: what can be done without it. */
  function makeCover() {
    const control = {
      minWidth: "44px", minHeight: "44px", padding: "8px 16px", margin: "0", border: `1px solid ${DARK_EDGE}`, borderRadius: "8px",
      background: "Canvas", color: "LinkText", font: "inherit", fontWeight: "600", cursor: "pointer",
    };
    const whole = make("div", {
      position: "absolute", inset: "0", zIndex: "1", overflow: "auto", padding: "16px", background: "Canvas", boxSizing: "border-box",
      font: "max(16px, 1rem)/1.5 system-ui, sans-serif", textAlign: "left",
    });
    const row = make("div", { display: "flex", alignItems: "center", justifyContent: "space-between", gap: "8px" });
    const shut = make("button", control, "Close");
    const words = make("p", { margin: "16px 0" });
    const again = make("button", { ...control, marginTop: "16px" }, "Try again");
    const call = make("a", { color: "LinkText", display: "inline-block", minHeight: "44px" }, council.phone);
    const ways = make("p", { margin: "0" }, "You can also call ");
    call.href = `tel:${council.phone.replaceAll(" ", "")}`;
    shut.type = again.type = "button";
    words.setAttribute("role", "status");
    shut.addEventListener("click", close);
    again.addEventListener("click", load);
    for (const each of [shut, again, call]) ring(each);
    ways.append(call);
    row.append(make("strong", { flex: "1", fontSize: "1.1875em" }, council.name), shut);
    whole.append(row, words, ways, again);
    return { whole, shut, words, again };
  }

  /** The focus in two colours, so that it shows on any ground. */
  function ring(control) {
    const { boxShadow } = control.style;
    control.addEventListener("focus", () => {
      if (!control.matches(":focus-visible")) return;
      Object.assign(control.style, { outline: "3px solid #ffdd00", outlineOffset: "3px", boxShadow: "0 0 0 3px #0b0c0c" });
    });
    control.addEventListener("blur", () => Object.assign(control.style, { outline: "", boxShadow }));
  }

  function name() {
    button.textContent = unread ? `${label}: ${unread} new` : label;
    button.setAttribute("aria-label", unread ? `Open the chat: ${unread} new` : `${label} with ${council.name}`);
    button.setAttribute("aria-expanded", String(opened));
  }

  function lay() {
    const whole = phone.matches;
    Object.assign(panel.style, whole
      ? { inset: "0", width: "100%", height: "100%", borderRadius: "0", border: "0", zIndex: "" }
      : { inset: "auto 16px 16px auto", width: "400px", height: "min(640px, calc(100vh - 32px))", borderRadius: "8px",
          border: `1px solid ${DARK_EDGE}` });
    if (whole) aboveKeyboard();
    panel.style.display = opened ? "block" : "none";
    button.style.display = opened ? "none" : "inline-block";
    document.documentElement.style.overflow = opened && whole ? "hidden" : overflow;
  }

  /** Some phones lay their keyboard over the page. Zooming with two fingers is left alone. */
  function aboveKeyboard() {
    const seen = window.visualViewport;
    if (!seen || seen.scale > 1.01 || window.innerHeight - seen.height < 1) return;
    Object.assign(panel.style, { inset: `${seen.offsetTop}px 0 auto 0`, height: `${seen.height}px` });
  }

  /** Over the whole of a phone the page behind is out of reach, which the browser sees to. */
  function reveal() {
    if (!panel.showModal) panel.setAttribute("open", "");
    else if (phone.matches) panel.showModal();
    else panel.show();
  }

  function hide() {
    if (panel.close) panel.close();
    else panel.removeAttribute("open");
  }

  function load() {
    ready = false;
    frame?.remove();
    frame = make("iframe", { width: "100%", height: "100%", border: "0", display: "block", visibility: "hidden", colorScheme: "normal" });
    frame.allow = "geolocation"; // the chat asks only when the resident presses "Share my location"
    frame.title = `Chat with ${council.name}`;
    frame.src = `${origin}/chat?embed=1`;
    cover.whole.style.display = "block";
    cover.again.style.display = "none";
    cover.words.textContent = "Opening the chat.";
    clearTimeout(timer);
    timer = setTimeout(() => failed(`no answer from ${origin}. Is it reachable, may this page show it (frame-src), and is this site in its WEBCHAT_FRAME_ANCESTORS?`), PATIENCE);
    panel.append(frame);
    if (opened) cover.shut.focus({ preventScroll: true });
  }

  function failed(why) {
    if (ready) return;
    clearTimeout(timer);
    say("error", why);
    cover.words.textContent = "The chat will not open at the moment.";
    cover.again.style.display = "inline-block";
  }

  /** The frame has said that it is there. */
  function arrived() {
    const waited = panel.contains(document.activeElement) || document.activeElement === document.body;
    ready = true;
    clearTimeout(timer);
    cover.whole.style.display = "none";
    frame.style.visibility = "";
    if (opened && waited) frame.focus();
    tell();
  }

  function tell() {
    if (ready) frame.contentWindow?.postMessage({ townclerk: opened ? "shown" : "hidden" }, origin);
  }

  function open() {
    if (opened) return;
    overflow = document.documentElement.style.overflow;
    opened = true;
    unread = 0;
    name();
    lay();
    reveal();
    if (!frame) load();
    (ready ? frame : cover.shut).focus({ preventScroll: true });
    tell();
  }

  function close() {
    if (!opened) return;
    opened = false;
    hide();
    name();
    lay();
    button.focus({ preventScroll: true });
    tell();
  }

  /** The screen was turned: from floating to whole, or back. */
  function turned() {
    if (opened && panel.showModal) {
      const within = panel.contains(document.activeElement);
      hide();
      reveal();
      if (within) (ready ? frame : cover.shut).focus({ preventScroll: true });
    }
    lay();
  }

  function heard(event) {
    if (event.origin !== origin || !frame || event.source !== frame.contentWindow) return;
    const what = event.data?.townclerk;
    if (what === "ready") arrived();
    if (what === "close") close();
    if (what === "message" && !opened) {
      unread += 1;
      name();
    }
  }

  function refused({ blockedURI, effectiveDirective }) {
    if (!blockedURI?.startsWith(origin) || !/^(frame|child|default)-src/.test(effectiveDirective)) return;
    failed(`this page's Content-Security-Policy keeps it from showing the chat. Add to it: frame-src ${origin}`);
  }

  function place() {
    waiting = false;
    document.body.append(host);
  }

  window.townclerkChat = {
    /** Whether the button had gone, with the page's content, and is back. */
    back() {
      if (host.isConnected || waiting) return false;
      place();
      return true;
    },
  };
  window.addEventListener("message", heard);
  document.addEventListener("securitypolicyviolation", refused);
  button.addEventListener("click", open);
  ring(button);
  panel.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  panel.addEventListener("close", () => opened && !panel.open && close());
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  phone.addEventListener?.("change", turned);
  for (const change of ["resize", "scroll"]) window.visualViewport?.addEventListener(change, () => opened && lay());
  if (origin === "null" || !/^https?:/.test(origin)) say("error", `the address of widget.js leads nowhere: ${tag?.src}`);
  name();
  lay();
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place, { once: true });
})();
