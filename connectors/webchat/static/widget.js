// The widget: a round button with a word, and the chat in a frame on the gateway's own origin. For any site, by one tag:
//   <script src="https://chat.example/widget.js" defer></script>      optional: data-label="Ask us"
// It styles through the CSSOM, so a site's Content-Security-Policy needs only script-src and frame-src for our origin.
(() => {
  "use strict";
  const council = {/* council */};
  const script = document.currentScript;
  if (!script || document.getElementById("townclerk-chat")) return;
  const origin = new URL(script.src).origin;
  const label = script.dataset.label || "Chat";
  const phone = window.matchMedia("(max-width: 480px), (max-height: 480px)");

  const host = make("div", { position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000", margin: "0" });
  host.id = "townclerk-chat";
  const button = make("button", {
    minWidth: "72px", minHeight: "72px", padding: "8px 12px", border: "2px solid #ffffff", borderRadius: "36px",
    background: council.brand, color: council.text, font: "600 16px/1.2 system-ui, sans-serif", cursor: "pointer",
    boxShadow: "0 1px 4px rgba(0, 0, 0, 0.4)", margin: "0",
  });
  const panel = make("div", {
    position: "fixed", overflow: "hidden", background: "#ffffff", border: "1px solid #78858c", margin: "0",
    boxShadow: "0 1px 4px rgba(0, 0, 0, 0.4)", boxSizing: "border-box",
  });
  panel.id = "townclerk-chat-panel";
  panel.hidden = true;
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", `Chat with ${council.name}`);
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", panel.id);
  let frame = null;
  let unread = 0;
  let overflow = "";

  function make(name, style) {
    const element = document.createElement(name);
    Object.assign(element.style, style);
    return element;
  }

  function name() {
    button.textContent = unread ? `${label}: ${unread} new` : label;
    button.setAttribute("aria-label", unread ? `Open the chat: ${unread} new` : `${label} with ${council.name}`);
  }

  function lay() {
    const open = !panel.hidden;
    const whole = phone.matches;
    Object.assign(panel.style, whole
      ? { inset: "0", width: "auto", height: "auto", borderRadius: "0", border: "0" }
      : { inset: "auto 16px 16px auto", width: "400px", height: "min(640px, calc(100vh - 32px))", borderRadius: "8px",
          border: "1px solid #78858c" });
    panel.style.display = open ? "block" : "none";
    button.style.display = open ? "none" : "inline-block";
    if (open) panel.setAttribute("aria-modal", String(whole));
    document.documentElement.style.overflow = open && whole ? "hidden" : overflow;
  }

  function load() {
    frame = make("iframe", { width: "100%", height: "100%", border: "0", display: "block", colorScheme: "normal" });
    frame.src = `${origin}/chat?embed=1`;
    frame.allow = "geolocation"; // the chat asks only when the resident presses "Share my location"
    frame.title = `Chat with ${council.name}`;
    frame.addEventListener("load", tell);
    panel.append(frame);
  }

  function tell() {
    frame?.contentWindow?.postMessage({ townclerk: panel.hidden ? "hidden" : "shown" }, origin);
  }

  function open() {
    overflow = document.documentElement.style.overflow;
    panel.hidden = false;
    unread = 0;
    if (!frame) load();
    finish(true);
    frame.focus();
    tell();
  }

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    finish(false);
    button.focus();
    tell();
  }

  function finish(expanded) {
    button.setAttribute("aria-expanded", String(expanded));
    name();
    lay();
  }

  window.addEventListener("message", (event) => {
    if (event.origin !== origin || !frame || event.source !== frame.contentWindow) return;
    if (event.data?.townclerk === "close") close();
    if (event.data?.townclerk === "message" && panel.hidden) {
      unread += 1;
      name();
    }
  });
  button.addEventListener("click", open);
  button.addEventListener("focus", () => {
    if (!button.matches(":focus-visible")) return;
    Object.assign(button.style, { outline: "3px solid #ffdd00", outlineOffset: "3px", boxShadow: "0 0 0 3px #0b0c0c" });
  });
  button.addEventListener("blur", () => {
    Object.assign(button.style, { outline: "", boxShadow: "0 1px 4px rgba(0, 0, 0, 0.4)" });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  phone.addEventListener?.("change", lay);
  name();
  lay();
  host.append(button, panel);
  document.body.append(host);
})();
