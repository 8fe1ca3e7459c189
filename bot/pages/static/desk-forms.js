// Sends the thread's forms without leaving the page, so that a dropped line loses no words; says what came of each, and
// puts the focus where the work goes on.
import { forgetDraft } from "./desk-drafts.js";
import { updateList } from "./desk-live.js";
import { look, updateThread } from "./desk-thread.js";
import { announce, notice, withdraw } from "./desk-told.js";

const LOST = "That did not reach the desk. What you typed is still in the box: try again.";
const DONE = {
  claim: "You have this conversation.",
  "take-over": "You have this conversation.",
  reopen: "Reopened. You have this conversation.",
  reply: "Sent.",
  note: "Note saved.",
  "no-reply-needed": "Marked: no reply needed.",
  "hand-back": "Handed back to the assistant.",
  release: "Put back in its queue.",
  transfer: "Moved.",
  close: "Closed.",
};
const OVER = ["hand-back", "release", "transfer", "close"];

// The page that the form leads to, or words that say why there is none.
async function posted(form) {
  try {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.getElementById("thread")) return { ok: response.ok, page };
    const said = page.querySelector("main p")?.textContent || "The desk did not answer.";
    return { said: `${said} What you typed is still in the box.` };
  } catch {
    return { said: LOST };
  }
}

// To the reply box while the conversation is ours; once it is not, to the next one.
function goOn(action) {
  const box = document.getElementById("text");
  if (box && !OVER.includes(action)) return box.focus({ preventScroll: true });
  const next = document.querySelector("#list .conversation:not(.current) a");
  const back = document.querySelector(".back a");
  const places = [next, back, document.querySelector("#note > summary"), document.getElementById("thread-title")];
  return places.find((each) => each?.checkVisibility())?.focus();
}

async function send(form, action) {
  const sent = [...form.querySelectorAll("textarea")].map((box) => [box, box.value]);
  const { ok, page, said } = await posted(form);
  if (said) return void notice(said, `lost-${action}`);
  withdraw(`lost-${action}`);
  if (ok) {
    for (const [box, words] of sent) forgetDraft(box, words);
    form.closest("details")?.removeAttribute("open");
  }
  updateList(page);
  updateThread(page, true);
  if (!ok) return;
  announce(DONE[action] ?? "Done.");
  goOn(action);
}

async function take(event) {
  const form = event.target;
  if (!form.closest("#thread") || form.method !== "post") return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  look();
  try {
    await send(form, new URL(form.action).pathname.split("/").pop());
  } finally {
    delete form.dataset.busy;
  }
}

export function useForms() {
  document.addEventListener("submit", take);
}
