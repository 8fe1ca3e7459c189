// Sends the thread's forms without leaving the page, so that a dropped line loses no words.
import { notice, updateList } from "./desk-live.js";
import { keepDraft, updateThread } from "./desk-thread.js";

async function send(form) {
  const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.getElementById("thread")) {
    const said = page.querySelector("main p")?.textContent || "The desk did not answer.";
    throw new Error(`${said} What you typed is still in the box.`);
  }
  if (response.ok && form.id === "reply") keepDraft("");
  form.closest("details")?.removeAttribute("open");
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
    if (form.id === "reply") document.getElementById("text")?.focus();
  } catch (error) {
    const lost = error instanceof TypeError;
    notice(lost ? "That did not reach the desk. What you typed is still in the box: try again." : error.message);
  } finally {
    delete form.dataset.busy;
  }
}

export function useForms() {
  document.addEventListener("submit", take);
}
