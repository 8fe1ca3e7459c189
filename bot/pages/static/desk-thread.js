// The open thread: new entries are added below without moving what is read; the reply box is left alone.
import { restoreDrafts } from "./desk-drafts.js";
import { announce } from "./desk-told.js";

const NEAR = 40;
const entries = () => document.getElementById("entries");
const unseen = new Set();
let seen = 0;
let atEnd = true;

// In a low window the page scrolls as one; else the messages scroll between head and reply box.
function scroller() {
  return getComputedStyle(entries()).overflowY === "auto" ? entries() : document.scrollingElement;
}

function isAtEnd() {
  const end = document.getElementById("latest").getBoundingClientRect().top;
  return end < (scroller() === entries() ? entries().getBoundingClientRect().bottom : innerHeight) + NEAR;
}

export function toLatest() {
  if (!entries()) return;
  if (scroller() === entries()) entries().scrollTop = entries().scrollHeight;
  else document.getElementById("composer").scrollIntoView({ block: "end" });
  atEnd = true;
  look();
}

// How much of an entry is on the screen: most of it, or as much as fits.
function isOnScreen(entry) {
  if (document.visibilityState !== "visible") return false;
  const box = entry.getBoundingClientRect();
  const around = scroller() === entries() ? entries().getBoundingClientRect() : { top: 0, bottom: innerHeight };
  const shown = Math.min(box.bottom, around.bottom) - Math.max(box.top, around.top);
  return shown >= Math.min(box.height, around.bottom - around.top) / 2;
}

// An entry counts as seen once it has been on the screen; only then may a reply go without asking.
export function look() {
  if (!entries()) return;
  for (const id of unseen) {
    if (isOnScreen(document.getElementById(id))) unseen.delete(id);
  }
  const oldestUnseen = Math.min(...[...unseen].map((id) => Number(id.slice(2))), Infinity);
  for (const entry of document.querySelectorAll("#events > [data-number]")) {
    const number = Number(entry.dataset.number);
    if (number < oldestUnseen && number > seen) seen = number;
  }
  for (const field of document.querySelectorAll("#thread input[name=seen]")) field.value = seen;
  const button = document.getElementById("more-below");
  button.hidden = unseen.size === 0;
  button.textContent = unseen.size === 1 ? "1 new message" : `${unseen.size} new messages`;
}

function addEntries(page) {
  const list = document.getElementById("events");
  const added = [];
  for (const fresh of page.querySelectorAll("#events > [data-number]")) {
    const old = document.getElementById(fresh.id);
    if (old) {
      replaceEntry(old, fresh);
      continue;
    }
    list.querySelector(".empty")?.remove();
    list.append(fresh);
    added.push(fresh);
  }
  return added;
}

function replaceEntry(old, fresh) {
  if (withoutTimes(old) === withoutTimes(fresh)) return;
  const box = scroller();
  const from = old.offsetHeight;
  old.innerHTML = fresh.innerHTML;
  if (old.offsetTop < box.scrollTop) box.scrollTop += old.offsetHeight - from;
}

function withoutTimes(entry) {
  const copy = entry.cloneNode(true);
  copy.querySelectorAll("time").forEach((time) => time.remove());
  return copy.innerHTML;
}

function announceAdded(added) {
  const said = added.filter((entry) => entry.dataset.author === "resident").length;
  if (said) announce(said === 1 ? "New message from the resident" : `${said} new messages from the resident`);
}

// Left alone while a form in it is open. A button that has the focus keeps it, or the title gets it.
function replace(id, page) {
  const old = document.getElementById(id);
  const fresh = page.getElementById(id);
  if (!old || !fresh || withoutTimes(old) === withoutTimes(fresh)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (old.querySelector("details[open]") || (focused && id !== "thread-head")) return;
  const key = focused?.closest("[data-key]")?.dataset.key;
  old.replaceChildren(...fresh.childNodes);
  if (!focused) return;
  const same = key ? old.querySelector(`[data-key="${key}"]`) : null;
  (same?.querySelector("summary") ?? same ?? document.getElementById("thread-title")).focus({ preventScroll: true });
}

// The box changes only when what can be done changes, and never while there are words in it. Whoever was answering is
// told what happened, in the words of the thread's newest line.
function updateComposer(page, own, added) {
  const old = document.getElementById("composer");
  const fresh = page.getElementById("composer");
  if (old.dataset.mode === fresh.dataset.mode) {
    if (own) renewForm(old, fresh);
    return;
  }
  const happened = added.findLast((entry) => entry.matches(".line"))?.querySelector(".line-words")?.textContent;
  const words = `${(happened ?? document.querySelector(".owner").textContent).trim().replace(/\s+/g, " ")}.`;
  const had = old.dataset.mode === "reply";
  const typed = [...old.querySelectorAll("textarea")].some((box) => box.value.trim() && !box.readOnly);
  if (!own && typed) return tellProblem(old, `${words} What you typed is still in the box.`);
  const focused = old.contains(document.activeElement);
  old.dataset.mode = fresh.dataset.mode;
  old.replaceChildren(...fresh.childNodes);
  restoreDrafts();
  if (own) return undefined;
  if (had) tellProblem(old, words);
  if (focused) document.getElementById("thread-title").focus({ preventScroll: true });
  return undefined;
}

// After a form of ours: a new reference for the next reply, and what went wrong if it did. The words stay in place.
function renewForm(old, fresh) {
  const reference = fresh.querySelector("input[name=reference]");
  if (reference) old.querySelector("input[name=reference]").value = reference.value;
  const problem = fresh.querySelector("#problem");
  if (problem) tellProblem(old, problem.textContent);
  else old.querySelector("#problem")?.remove();
}

function tellProblem(composer, words) {
  composer.querySelector("#problem")?.remove();
  const told = document.createElement("p");
  told.id = "problem";
  told.className = "problem";
  told.setAttribute("role", "alert");
  told.textContent = words.trim();
  composer.prepend(told);
}

export function updateThread(page, own = false) {
  if (!page.getElementById("thread")) return;
  const following = own || atEnd;
  const added = addEntries(page);
  replace("thread-head", page);
  replace("resident", page);
  updateComposer(page, own, added);
  if (own) unseen.clear();
  else for (const entry of added) if (entry.dataset.author === "resident") unseen.add(entry.id);
  if (following) toLatest();
  announceAdded(own ? [] : added);
  look();
}

export function watchThread() {
  if (!entries()) return;
  const moved = () => {
    atEnd = isAtEnd();
    look();
  };
  document.addEventListener("scroll", moved, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  document.addEventListener("click", (event) => event.target.id === "more-below" && toLatest());
  // The reply box grows as one types: who reads the end goes on reading it.
  new ResizeObserver(() => atEnd && toLatest()).observe(entries());
  toLatest();
}
