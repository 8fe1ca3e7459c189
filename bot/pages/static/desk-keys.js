// Single keys, each shown with its word on the page. They can be switched off, and never act while one is typing.

const OFF = "keys-off";
const TYPING = "input, textarea, select, [contenteditable]";

function step(by) {
  const links = [...document.querySelectorAll("#list .conversation a")];
  const open = links.findIndex((link) => link.getAttribute("aria-current"));
  const next = links[open < 0 ? (by > 0 ? 0 : links.length - 1) : open + by];
  if (next) next.click();
}

function act(key) {
  if (key === "j") return step(1);
  if (key === "k") return step(-1);
  if (key === "r") return document.getElementById("text")?.focus();
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return undefined;
  if (found instanceof HTMLDetailsElement) {
    found.open = !found.open;
    return (found.open ? found.querySelector("select, textarea, input:not([type=hidden])") : found.querySelector("summary")).focus();
  }
  return found.click();
}

// Out of a form that unfolded, or out of the reply box to the messages above it: then single keys act again.
function leave(event) {
  const inReply = event.target.id === "text";
  const open = inReply ? null : document.querySelector("details.pop[open], details.note-box[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (inReply) {
    document.getElementById("entries").focus({ preventScroll: true });
  }
}

function press(event) {
  if (event.key === "Escape") return leave(event);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (!event.target.matches?.("#thread textarea")) return undefined;
    event.preventDefault();
    return event.target.form?.requestSubmit();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) return undefined;
  if (event.target.closest?.(TYPING) || !/^[a-z]$/.test(event.key)) return undefined;
  if (event.key === "r" || document.querySelector(`[data-key="${event.key}"]`)) event.preventDefault();
  return act(event.key);
}

function cancel(event) {
  const link = event.target.closest?.("[data-cancel]");
  if (!link) return;
  event.preventDefault();
  const form = link.closest("details");
  form.open = false;
  form.querySelector("summary").focus();
}

export function useKeys() {
  document.addEventListener("keydown", press);
  document.addEventListener("click", cancel);
  document.addEventListener("change", (event) => {
    if (event.target.id !== "keys-on") return;
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  const box = document.getElementById("keys-on");
  if (box) box.checked = !localStorage.getItem(OFF);
}
