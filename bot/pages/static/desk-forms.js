// Sends the thread's forms without leaving the page, so that a dropped line loses no words.
import { notice, updateList } from "./desk-live.js";
import { updateThread } from "./desk-thread.js";

const LOST = "That did not reach the desk. What you typed is still in the box: try again.";

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

async function send(form) {
  const sent = [...form.querySelectorAll("textarea")].map((box) => [box, box.value]);
  const { ok, page, said } = await posted(form);
  if (said) return void notice(said);
  if (ok) {
    for (const [box, words] of sent) {
      if (box.value !== words) continue;
      box.value = "";
      box.dispatchEvent(new Event("input"));
    }
    form.closest("details")?.removeAttribute("open");
  }
  updateList(page);
  updateThread(page, true);
}

async function take(event) {
  const form = event.target;
  if (!form.closest("#thread") || form.method !== "post") return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  try {
    await send(form);
    const typing = document.activeElement?.matches("input, textarea, select");
    if (form.id === "reply" && !typing) document.getElementById("text")?.focus();
  } finally {
    delete form.dataset.busy;
  }
}

export function useForms() {
  document.addEventListener("submit", take);
}
