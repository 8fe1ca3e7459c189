// What the chat says of itself; words.py says the same for the page without scripts, and a test compares the two.

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
const ZONE = "Europe/London";

const several = (count, unit) => `${count} ${unit}${count > 1 ? "s" : ""}`;
const part = (moment, options) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options }).format(moment);
const dayNumber = (moment) => {
  const [day, month, year] = part(moment, { day: "numeric", month: "numeric", year: "numeric" }).split("/").map(Number);
  return Date.UTC(year, month - 1, day) / 86_400_000;
};

export function clock(moment) {
  const [hour, minute] = part(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).split(":").map(Number);
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""}${hour < 12 ? "am" : "pm"}`;
}

export function day(moment) {
  const weekday = part(moment, { weekday: "long" });
  return `${weekday} ${part(moment, { day: "numeric" })} ${part(moment, { month: "long" })}`;
}

export function exact(moment) {
  return `${day(moment)} ${part(moment, { year: "numeric" })} at ${clock(moment)}`;
}

export function ago(moment, now) {
  const minutes = Math.floor((now - moment) / 60_000);
  if (minutes < 1) return "Just now";
  if (minutes < 60) return `${several(minutes, "minute")} ago`;
  if (dayNumber(moment) === dayNumber(now)) return `${several(Math.floor(minutes / 60), "hour")} ago`;
  return `${day(moment)} at ${clock(moment)}`;
}

function duration(seconds) {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return minutes < 60 ? several(minutes, "minute") : several(Math.ceil(minutes / 60), "hour");
}

function opening(moment, now) {
  const days = dayNumber(moment) - dayNumber(now);
  const far = days < 7 ? `on ${part(moment, { weekday: "long" })}` : `on ${day(moment)}`;
  return `${days === 0 ? "today" : days === 1 ? "tomorrow" : far} at ${clock(moment)}`;
}

export function wait(waiting, now) {
  const place = `You are ${ORDINALS[waiting.position - 1] ?? `number ${waiting.position}`}.`;
  const typical = waiting.typical_seconds;
  const opens = waiting.opens_at ? new Date(waiting.opens_at) : null;
  if (opens && opens > now) {
    const said = `The team opens ${opening(opens, now)}. ${place}`;
    return typical === null ? said : `${said} Most people are answered within ${duration(typical)} of that.`;
  }
  if (typical === null) return `${place} We have no figure yet for how long this takes.`;
  return `Most people are answered within ${duration(typical)}. ${place}`;
}

export function whoAnswers({ state, officer, waiting }, now) {
  if (state === "waiting") return `You are waiting for a person. ${waiting ? wait(waiting, now) : ""}`.trim();
  if (state === "officer") return `${officer || "An officer"} is answering you.`;
  if (state === "closed") return "This chat is closed. Write again if you need us.";
  return "The assistant is answering you. Ask for a person at any time.";
}

export function handover(was, state, officer) {
  if (state === was || state === "waiting") return null;
  if (state === "officer") return `${officer || "An officer"} has joined the chat.`;
  return state === "closed" ? "This chat is closed." : "The assistant is answering again.";
}

export function shared({ latitude, longitude }) {
  return `You shared your location (${latitude.toFixed(5)}, ${longitude.toFixed(5)}).`;
}

export function authorName(author, officer) {
  return { resident: "You", assistant: "Assistant", officer: officer || "Officer" }[author] ?? "Notice";
}
