// What the page says by itself: one polite line for screen readers, and notices that stay until they have been seen.

const KEPT = 15000;

// Each thing is said once: it is added to the live region and taken out again, which nobody hears.
export function announce(words) {
  const said = document.createElement("p");
  said.textContent = words;
  document.getElementById("announce").append(said);
  setTimeout(() => said.remove(), KEPT);
}

// A notice below those that are there already. One of a `kind` replaces the earlier one of that kind.
export function notice(words, kind = "") {
  const box = document.getElementById("notices");
  const same = [...box.children].find((each) => (kind ? each.dataset.kind === kind : each.dataset.words === words));
  same?.remove();
  const said = document.createElement("div");
  said.className = "problem notice";
  said.setAttribute("role", "alert");
  Object.assign(said.dataset, { kind, words });
  const text = document.createElement("p");
  text.textContent = words;
  const seen = document.createElement("button");
  seen.type = "button";
  seen.className = "button button-quiet";
  seen.textContent = "Dismiss";
  seen.addEventListener("click", () => said.remove());
  said.append(text, seen);
  box.append(said);
  return text;
}

export function withdraw(kind) {
  document.querySelector(`.notice[data-kind="${kind}"]`)?.remove();
}
