// The open thread: new entries are added below without moving what is read; the reply box is left alone.

const entries = () => document.getElementById("entries");
const draftKey = () => `draft-${document.getElementById("main").dataset.conversation}`;
const unseen = new Set();
let seen = 0;
let watcher = null;

function atBottom() {
  const box = entries();
  return box.scrollHeight - box.scrollTop - box.clientHeight < 40;
}

export function toLatest() {
  const box = entries();
  if (box) box.scrollTop = box.scrollHeight;
}

// An entry counts as seen once it has been on the screen; only then may a reply go without asking.
function markSeen() {
  const oldestUnseen = Math.min(...[...unseen].map((id) => Number(id.slice(2))), Infinity);
  for (const entry of document.querySelectorAll("#events > [data-number]")) {
    const number = Number(entry.dataset.number);
    if (number < oldestUnseen && number > seen) seen = number;
  }
  for (const field of document.querySelectorAll("#thread input[name=seen]")) field.value = seen;
  document.getElementById("more-below").hidden = unseen.size === 0;
}

function watch(entry) {
  unseen.add(entry.id);
  watcher.observe(entry);
}

function addEntries(page) {
  const list = document.getElementById("events");
  const added = [];
  for (const fresh of page.querySelectorAll("#events > [data-number]")) {
    const old = document.getElementById(fresh.id);
    if (old) {
      const box = entries();
      if (withoutTimes(old) !== withoutTimes(fresh)) {
        const from = old.offsetHeight;
        old.innerHTML = fresh.innerHTML;
        if (old.offsetTop < box.scrollTop) box.scrollTop += old.offsetHeight - from;
      }
      continue;
    }
    list.querySelector(".empty")?.remove();
    list.append(fresh);
    added.push(fresh);
  }
  return added;
}

function withoutTimes(entry) {
  const copy = entry.cloneNode(true);
  copy.querySelectorAll("time").forEach((time) => time.remove());
  return copy.innerHTML;
}

function announce(added) {
  const said = added.filter((entry) => entry.dataset.author === "resident").length;
  if (said) document.getElementById("announce").textContent = said === 1 ? "New message from the resident" : `${said} new messages from the resident`;
}

function replace(id, page) {
  const old = document.getElementById(id);
  const fresh = page.getElementById(id);
  if (!old || !fresh || withoutTimes(old) === withoutTimes(fresh)) return;
  if (old.querySelector("details[open]") || (old.contains(document.activeElement) && id !== "thread-head")) return;
  const key = old.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  old.replaceChildren(...fresh.childNodes);
  if (key) old.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
}

// The box changes only when what can be done changes, and never while there are words in it.
function updateComposer(page, own) {
  const old = document.getElementById("composer");
  const fresh = page.getElementById("composer");
  if (old.dataset.mode === fresh.dataset.mode) {
    if (own) renewForm(old, fresh);
    return;
  }
  const typed = [...old.querySelectorAll("textarea")].some((box) => box.value.trim() && !box.readOnly);
  if (!own && typed) {
    tellProblem(old, `${document.querySelector(".owner").textContent.trim()}. What you typed is still in the box.`);
    return;
  }
  old.dataset.mode = fresh.dataset.mode;
  old.replaceChildren(...fresh.childNodes);
  useBox();
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
  const added = addEntries(page);
  replace("thread-head", page);
  replace("resident", page);
  updateComposer(page, own);
  if (own) toLatest();
  for (const entry of added) {
    if (!own && entry.dataset.author === "resident") watch(entry);
  }
  if (own) unseen.clear();
  announce(own ? [] : added);
  markSeen();
}

function count(box) {
  const left = Number(box.dataset.most) - box.value.length;
  const said = document.getElementById("count");
  said.hidden = left > 300;
  said.textContent = left < 0 ? `${-left} characters too many` : `${left} characters left`;
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function keepDraft(words) {
  if (words) sessionStorage.setItem(draftKey(), words);
  else sessionStorage.removeItem(draftKey());
}

function useBox() {
  const box = document.getElementById("text");
  document.getElementById("more-below")?.addEventListener("click", toLatest);
  if (!box) return;
  if (!box.value) box.value = sessionStorage.getItem(draftKey()) || "";
  if (box.value) grow(box);
  box.addEventListener("input", () => {
    keepDraft(box.value);
    count(box);
    grow(box);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      box.form.requestSubmit();
    }
  });
}

export function watchThread() {
  if (!entries()) return;
  watcher = new IntersectionObserver(
    (changes) => {
      for (const { isIntersecting, target } of changes) {
        if (!isIntersecting || document.visibilityState !== "visible") continue;
        unseen.delete(target.id);
        watcher.unobserve(target);
      }
      markSeen();
    },
    { root: entries(), threshold: 0.5 },
  );
  document.addEventListener("visibilitychange", () => {
    for (const id of unseen) {
      const entry = document.getElementById(id);
      watcher.unobserve(entry);
      watcher.observe(entry);
    }
  });
  useBox();
  markSeen();
  if (!atBottom()) toLatest();
}
