// Links in a message: where each begins and ends, and where it leads. language/links.py finds the same for the page
// without scripts and for the desk, and explains each rule; both are held to tests/language/links.json.

const UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff";
const GAP = " \\t\\n\\r\\f\\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
const LATIN = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff";

const START = /[Hh]ttps?:\/\/|[Ww]ww\.|WWW\.|@|0[0-9]/g;
const HOST = new RegExp(`[${LATIN}._${UNSEEN}-]+`, "y");
const HOST_END = new RegExp(`[._${UNSEEN}-]+$`);
const PORT = /:([0-9]{1,5})(?![0-9])/y;
const AUTHORITY = new RegExp(`[^${GAP}/?#]*`, "y");
const WORD = new RegExp(`[^${GAP}]*`, "y");
const AFTER_HOST = new RegExp(`[${GAP}/?#<>"'()\\[\\]{}.,;:!?*_~|\`\u2010-\u203a\u2026\u00ab\u00bb\uff08\uff09\uff0c\uff1a\uff1b]`);
const STOP = new RegExp(
  `[${GAP}<>"\\\\^\`{|}\u2013\u2014\u2018\u201a-\u201f\u2026\u00ab\u00bb\u2039\u203a\u202a-\u202e\u2066-\u2069` +
    "\u060c\u061b\u061f\u2600-\u27bf\u3000-\u9fff\uac00-\ud7af\uff00-\ufffd\ud800-\udfff]",
);
const PHONE = /0[0-9]{2,4}(?: ?[0-9]{3,4}){1,2}(?! ?[0-9]{3}|[\p{L}\p{N}_])/uy;

const OPENERS = { ")": "(", "]": "[" };
const APOSTROPHES = "'\u2019";
const TRAILING = ".,;:!?*_~([" + APOSTROPHES + UNSEEN;
const BOLD = ["**", "~~"];
const JOINED = "'\u2018\u2019\"&%=/?#!$*^{|}~`\\";
const LONGEST_LOCAL = 64;
const LARGEST_PORT = 65535;

const isAlphanumeric = (sign) => /^[\p{L}\p{N}]$/u.test(sign ?? "");
const inWord = (sign) => /^[\p{L}\p{N}\p{M}]$/u.test(sign ?? "");
const seen = (address) => address.replace(new RegExp(`[${UNSEEN}]`, "g"), "");
const nothing = (after) => ({ link: null, after });

function at(pattern, text, place) {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

/** Every link in the text, in order: {start, end, kind, href}. */
export function findLinks(text) {
  const found = [];
  const readers = { h: web, w: web, "@": email, 0: telephone };
  for (let place = 0, match; (START.lastIndex = place), (match = START.exec(text)); ) {
    const read = readers[match[0][0].toLowerCase()];
    const { link, after } = read(text, match.index, match.index + match[0].length, found.at(-1)?.end ?? 0);
    if (link) found.push(link);
    place = after;
  }
  return found;
}

function web(text, start, after, floor) {
  const bare = text[start].toLowerCase() === "w";
  const before = text[start - 1];
  if (bare && start > floor && (inWord(before) || "@./_-".includes(before))) return nothing(after);
  if (!bare && at(AUTHORITY, text, after)[0].includes("@")) return nothing(after + at(WORD, text, after)[0].length);
  let end = host(text, bare ? start : after);
  if (end === null) return nothing(after);
  const port = at(PORT, text, end);
  if (port) {
    end += port[0].length;
    if (Number(port[1]) > LARGEST_PORT || !AFTER_HOST.test(text[end] ?? " ")) return nothing(end);
  }
  if (["/", "?", "#"].includes(text[end])) end = path(text, end);
  const href = seen(text.slice(start, end));
  return { link: { start, end, kind: "web", href: bare ? `https://${href}` : href }, after: end };
}

/** Where a name with a dot in it ends, that begins here; null where none does. */
function host(text, start) {
  const match = at(HOST, text, start);
  const following = match && (text[start + match[0].length] ?? " ");
  if (!match || !AFTER_HOST.test(following)) return null;
  const name = "/?#".includes(following) ? match[0] : match[0].replace(HOST_END, "");
  return name.includes(".") && !"._-".includes(name[0]) ? start + name.length : null;
}

function path(text, start) {
  const opened = [];
  let end = start;
  for (; end < text.length; end += 1) {
    const sign = text[end];
    const following = text[end + 1];
    if (STOP.test(sign) || (APOSTROPHES.includes(sign) && !isAlphanumeric(following)) || BOLD.includes(sign + following)) break;
    if (sign in OPENERS && opened.pop() !== OPENERS[sign]) break;
    if (Object.values(OPENERS).includes(sign)) opened.push(sign);
  }
  while (end > start && TRAILING.includes(text[end - 1])) end -= 1;
  return end;
}

function email(text, sign, after, floor) {
  const end = host(text, after);
  if (end === null || !isMailHost(text.slice(after, end)) || text[end] === "@") return nothing(after);
  let start = sign;
  while (start > floor && sign - start < LONGEST_LOCAL && inLocal(text, start - 1)) start -= 1;
  const before = text.slice(Math.max(start - 2, floor), start);
  const last = before.at(-1);
  if (before && (inWord(last) || last === "@" || (inWord(before[0]) && JOINED.includes(last)))) return nothing(end);
  const marked = text[end] === "_";
  while (start < sign && !(isAlphanumeric(text[start]) || (text[start] === "_" && !marked))) start += 1;
  if (start === sign || text[sign - 1] === ".") return nothing(end);
  return { link: { start, end, kind: "email", href: `mailto:${seen(text.slice(start, end))}` }, after: end };
}

const isMailHost = (name) => !name.includes("_") && /\p{L}/u.test(name.slice(name.lastIndexOf(".") + 1));

function inLocal(text, place) {
  const sign = text[place];
  if (sign === "'") return isAlphanumeric(text[place - 1]) && isAlphanumeric(text[place + 1]);
  return isAlphanumeric(sign) || "._+-".includes(sign) || UNSEEN.includes(sign);
}

function telephone(text, start, after, floor) {
  const match = at(PHONE, text, start);
  if (!match || (start > floor && (inWord(text[start - 1]) || text[start - 1] === "_"))) return nothing(after);
  const digits = match[0].replaceAll(" ", "");
  const end = start + match[0].length;
  if (digits.length < 8 || digits.length > 11) return nothing(end);
  return { link: { start, end, kind: "telephone", href: `tel:${digits}` }, after: end };
}

function anchor({ href, kind }, shown) {
  const link = document.createElement("a");
  link.setAttribute("href", href);
  if (kind !== "web") {
    link.textContent = shown;
    return link;
  }
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  const aside = document.createElement("span");
  aside.className = "visually-hidden";
  aside.textContent = " (opens in a new tab)";
  link.append(shown.replace(/^https:\/\//, ""), aside);
  return link;
}

/** The text as a fragment: text nodes and links, never markup. */
export function linked(text) {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const link of findLinks(text)) {
    fragment.append(text.slice(end, link.start), anchor(link, text.slice(link.start, link.end)));
    end = link.end;
  }
  fragment.append(text.slice(end));
  return fragment;
}
