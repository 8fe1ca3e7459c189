// What is typed and not sent yet is kept by this tab, for each conversation and each box, until it has gone out.

const key = (box) => `draft-${document.getElementById("main").dataset.conversation}-${box.id}`;

function count(box) {
  const said = document.getElementById("count");
  if (!box.dataset.most || !said) return;
  const left = Number(box.dataset.most) - box.value.length;
  said.hidden = left > 300;
  said.textContent = left < 0 ? `${-left} characters too many` : `${left} characters left`;
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function typed({ target: box }) {
  if (!box.matches?.("#thread textarea[data-draft]")) return;
  if (box.value) sessionStorage.setItem(key(box), box.value);
  else sessionStorage.removeItem(key(box));
  count(box);
  grow(box);
}

// Puts back what was typed before the page was loaded again; a note's box unfolds for it.
export function restoreDrafts() {
  for (const box of document.querySelectorAll("#thread textarea[data-draft]")) {
    if (!box.value) box.value = sessionStorage.getItem(key(box)) || "";
    if (!box.value) continue;
    const folded = box.closest("details");
    if (folded) folded.open = true;
    count(box);
    grow(box);
  }
}

// It has been sent: forgotten, unless there is something else in the box by now.
export function forgetDraft(box, words) {
  if (box.value !== words) return;
  box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function keepDrafts() {
  document.addEventListener("input", typed);
  restoreDrafts();
}
