// Keeps relative times true while a page is open. The words are those of bot/pages/wording.py.

function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 86400) {
    const minutes = Math.floor((whole % 3600) / 60);
    return minutes ? `${Math.floor(whole / 3600)} h ${minutes} min` : `${Math.floor(whole / 3600)} h`;
  }
  const days = Math.floor(whole / 86400);
  return days === 1 ? "1 day" : `${days} days`;
}

function say(element) {
  const seconds = (Date.now() - Date.parse(element.parentElement.dateTime)) / 1000;
  const said = element.dataset.said === "waiting" ? span(seconds) : seconds < 60 ? "just now" : `${span(seconds)} ago`;
  if (element.textContent !== said) element.textContent = said;
}

export function keepTime() {
  setInterval(() => document.querySelectorAll("[data-said]").forEach(say), 5000);
}
