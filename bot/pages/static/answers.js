// Without this script the Preview button shows what residents would read. With it the preview follows the typing.
const PAUSE = 300;
const LOST = "The preview cannot be reached. What you typed is still in the boxes.";
const form = document.getElementById("editor");
const preview = document.getElementById("preview");
const problem = document.getElementById("preview-problem");
let last = 0;
let timer = 0;

function tell(words) {
  problem.textContent = words;
  problem.hidden = !words;
}

// The page as it would be with these words, or null when it cannot be fetched.
async function drawn() {
  try {
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.dataset.preview, { method: "POST", body });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.getElementById("preview")) return page;
    tell(`${page.querySelector("main p")?.textContent || LOST} Copy your words before you leave.`);
  } catch {
    tell(LOST);
  }
  return null;
}

// Ticks that are there already stay: the list is only exchanged when something else is to be said.
function putFound(page) {
  for (const list of form.querySelectorAll(".found")) {
    const fresh = page.getElementById(list.id);
    if (fresh && fresh.textContent !== list.textContent) list.replaceChildren(...fresh.children);
  }
}

async function refresh() {
  const asked = ++last;
  const page = await drawn();
  if (!page || asked !== last) return;
  tell("");
  preview.replaceChildren(...page.getElementById("preview").childNodes);
  putFound(page);
}

if (form) {
  form.addEventListener("input", (event) => {
    if (event.target.type === "checkbox") return;
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
  document.getElementById("show").addEventListener("click", (event) => {
    event.preventDefault();
    refresh().then(() => preview.scrollIntoView({ block: "nearest" }));
  });
}
