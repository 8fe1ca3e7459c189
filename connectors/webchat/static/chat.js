// The chat page, with scripts: takes over the form that works without them.

import { Composer } from "./composer.js";
import { Feed } from "./feed.js";
import { Frame } from "./frame.js";
import { Resuming } from "./resuming.js";
import { Log } from "./log.js";
import { Menu } from "./menu.js";
import { Viewport } from "./viewport.js";
import { Sender } from "./sender.js";
import { Session } from "./session.js";
import { Sharing } from "./sharing.js";
import { CLOSED, HERE, shared } from "./wording.js";

const part = (id) => document.getElementById(id);
const { session: adopted, phone, council, most } = document.body.dataset;
document.documentElement.classList.add("js");

const session = new Session(adopted);
const sharing = new Sharing({
  send: (location) => composer.send({ location }),
  fail: (words) => composer.fail(words, null),
  open: (id) => log.asking === id && !over,
});
const log = new Log(
  part("log"),
  part("jump"),
  (choice) => composer.send({ choice: choice.id, title: choice.title }),
  (message) => sharing.offer(message),
);
const frame = new Frame(part("close"), { shown: settle });
let whereabouts = { state: "assistant", officer: null, said: part("who").textContent };
let noticed = "assistant";
let over = false;
let ready = false;

const feed = new Feed(session, {
  message(message) {
    if (!log.add(message) || message.author === "resident") return;
    typing(false);
    if (ready) frame.message();
  },
  state(now, number) {
    whereabouts = { state: now.state, officer: now.officer, said: now.said };
    if (now.officer) log.officer = now.officer;
    if (number !== null) {
      // Whoever closes a chat says so in a message; silence says nothing.
      const silently = now.state === "closed" && noticed !== "closed" && log.items.at(-1)?.author !== "system";
      noticed = now.state;
      if (silently) log.notice(CLOSED, number);
    }
    say();
  },
  typing,
  line(connected) {
    show(part("line"), connected ? "" : "The connection is lost. We will keep trying, and you can keep writing.");
  },
  caughtUp() {
    ready = true;
    log.quiet(false);
  },
  gone() {
    session.forget();
    restart("Your earlier chat is no longer here. A new message starts a new one.");
  },
});

const sender = new Sender(session, {
  framed: frame.within,
  begun() {
    follow();
    resuming.check();
  },
  lost: () => restart("Your earlier chat is no longer here. This is a new one."),
});

const resuming = new Resuming(session, {
  told: (words, parts) => log.notice(words, undefined, parts),
  taken: (trouble) => (trouble ? log.notice(trouble) : follow()),
});

const composer = new Composer(
  {
    form: part("composer"), box: part("text"), button: part("send"), count: part("count"),
    failure: part("failure"), failureWords: part("failure-words"), retry: part("retry"),
  },
  { phone, most: Number(most), deliver },
);

new Viewport({ body: document.body, top: part("top"), bottom: part("bottom"), folded: part("menu-panel") }, () => log.settle());

new Menu(
  { menu: part("menu"), words: part("menu-words"), save: part("save"), endForm: part("end-form"), ask: part("ask"),
    yes: part("ask-yes"), no: part("ask-no") },
  { log, session, council, phone, ended },
);

async function deliver(content) {
  if (over) restart("");
  log.holdChoices(content.text === undefined);
  try {
    const id = await sender.send(content);
    const text = content.text ?? content.title ?? shared(content.location);
    log.add({ id, author: "resident", text, choices: [], at: new Date().toISOString() });
    feed.nudge();
  } finally {
    log.holdChoices(false);
  }
}

function typing(isTyping) {
  const officer = whereabouts.state === "officer" ? whereabouts.officer || "An officer" : null;
  show(part("typing-words"), `${officer ?? "The assistant"} is typing`);
  part("typing").hidden = !isTyping;
}

function say() {
  show(part("who"), whereabouts.said);
  part("alone").hidden = whereabouts.state !== "waiting";
}

/** Only when it changes: a live region says again what is set again. */
function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function follow() {
  log.clear();
  noticed = "assistant";
  log.quiet(true);
  feed.start(0);
}

function restart(words) {
  over = false;
  feed.stop();
  log.clear();
  whereabouts = { state: "assistant", officer: null, said: HERE.assistant };
  say();
  typing(false);
  if (words) log.notice(words);
}

function ended() {
  over = true;
  session.forget();
  sender.forget();
  feed.stop();
  typing(false);
  log.holdChoices(true);
  whereabouts = { state: "closed", officer: null, said: HERE.closed };
  say();
  log.notice("You ended the chat. Write again to start a new one.");
}

function settle() {
  if (window.matchMedia("(hover: hover)").matches) part("text").focus({ preventScroll: true });
  log.scrollDown();
}

/** A resident who waits may go on with the assistant: said in words, as on every channel. What is being typed stays. */
part("alone").addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = part("text").value;
  part("text").focus({ preventScroll: true });
  await composer.send({ text: part("alone-words").value });
  part("text").value = typed;
  composer.changed();
});

// In the widget's frame the forms cannot work without a script, so they wait for this one.
for (const button of [part("send"), part("end")]) button.disabled = false;
session.onChangeElsewhere(() => (session.secret ? follow() : restart("")));
if (session.secret) follow();
if (sender.left) {
  if (sender.left.text !== undefined) part("text").value = sender.left.text;
  composer.send(sender.left);
}
log.scrollDown();
resuming.follow();
frame.ready();
