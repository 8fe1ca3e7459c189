// Follows the desk: the server says that a list or the thread changed, and that part is fetched and put in place.
import { updateThread } from "./desk-thread.js";
import { announce, notice, withdraw } from "./desk-told.js";

const GAP = 700;
const TICK = 30000;
const main = document.getElementById("main");

function part(name) {
  const address = new URL(location.href);
  address.searchParams.set("part", name);
  address.searchParams.delete("again");
  address.hash = "";
  return address;
}

// Null when the line dropped: the event stream comes back by itself and says what changed meanwhile.
async function fetched(name) {
  const response = await fetch(part(name), { headers: { "X-Background": "1" }, cache: "no-store" }).catch(() => null);
  if (response?.status === 401) return signedOut();
  const text = response?.ok ? await response.text().catch(() => null) : null;
  return text === null ? null : new DOMParser().parseFromString(text, "text/html");
}

// One fetch at a time for each part, no closer together than GAP; what changes meanwhile leads to one more.
function refresher(name, put) {
  let busy = false;
  let again = false;
  return async function refresh() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const page = await fetched(name);
      if (page) put(page);
    } finally {
      setTimeout(() => {
        busy = false;
        if (again) {
          again = false;
          refresh();
        }
      }, GAP);
    }
  };
}

// A conversation that has just become urgent is said once, wherever in the lists it stands.
function announceUrgent(old, fresh) {
  const known = new Set([...old.querySelectorAll(".conversation.urgent")].map((card) => card.dataset.id));
  for (const card of fresh.querySelectorAll(".conversation.urgent")) {
    if (known.has(card.dataset.id)) continue;
    known.add(card.dataset.id);
    announce(`New urgent conversation: ${card.querySelector(".card-about").textContent.trim()}`);
  }
}

export function updateList(page) {
  const fresh = page.getElementById("list");
  const old = document.getElementById("list");
  if (!fresh || !old || fresh.innerHTML === old.innerHTML) return;
  announceUrgent(old, fresh);
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const column = old.closest(".column");
  const at = column.scrollTop;
  old.replaceChildren(...fresh.childNodes);
  column.scrollTop = at;
  if (focused) old.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  markUnread();
}

function seenKey(id) {
  return `seen-${id}`;
}

export function markUnread() {
  const open = main.dataset.conversation;
  for (const card of document.querySelectorAll("#list .conversation")) {
    const { id, last } = card.dataset;
    if (id === open && document.visibilityState === "visible") sessionStorage.setItem(seenKey(id), last);
    const seen = sessionStorage.getItem(seenKey(id));
    card.querySelector(".badge-new").hidden = seen === null || Number(last) <= Number(seen);
  }
}

function signedOut() {
  const said = notice("You are signed out. What you typed is kept here. ", "signed-out");
  const link = document.createElement("a");
  link.href = `/desk/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in again";
  said.append(link);
  return null;
}

export function follow() {
  const conversation = main.dataset.conversation;
  const refreshList = refresher("list", updateList);
  const refreshThread = refresher("thread", updateThread);
  const stream = new EventSource(`/desk/events${conversation ? `?conversation=${conversation}` : ""}`);
  const told = { list: main.dataset.listMark, thread: main.dataset.threadMark };
  const heed = (name, refresh) => ({ data }) => {
    main.dataset.live = "on";
    if (JSON.parse(data) === told[name]) return;
    told[name] = null;
    refresh();
  };
  stream.addEventListener("list", heed("list", refreshList));
  if (conversation) stream.addEventListener("thread", heed("thread", refreshThread));
  stream.addEventListener("signed-out", () => {
    stream.close();
    signedOut();
  });
  stream.addEventListener("open", () => withdraw("offline"));
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) return void refreshList();
    if (document.querySelector('.notice[data-kind="offline"]')) return;
    notice("The connection to the desk is lost. We are trying again.", "offline");
  });
  addEventListener("pagehide", () => stream.close());
  setInterval(refreshList, TICK);
  document.addEventListener("visibilitychange", markUnread);
  markUnread();
}
