// What the chat says of itself; wording.py says the same for the page without scripts, and a test compares the two. Who
// answers and how long people wait comes from the gateway in words, except where the page knows it before the gateway.

const { zone } = document.body.dataset;

const several = (count, unit) => `${count} ${unit}${count > 1 ? "s" : ""}`;
const part = (moment, options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(moment);
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

export const HERE = {
  assistant: "The assistant is answering you. Ask for a person at any time.",
  closed: "This chat is closed. Write again if you need us.",
};
export const CLOSED = "This chat is closed.";

export function shared({ latitude, longitude }) {
  return `You shared your location (${latitude.toFixed(5)}, ${longitude.toFixed(5)}).`;
}

export function authorName(author, officer) {
  return { resident: "You", assistant: "Assistant", officer: officer || "Officer" }[author] ?? "Notice";
}
