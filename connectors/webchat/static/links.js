// Web addresses and telephone numbers in a message become links; everything else stays text. links.py does the same.

const CANDIDATES = /(https?:\/\/[!#-&(-;=?-_a-z~]+)|\b(0\d{2,4}(?: ?\d{3,4}){1,2})\b/g;

function trimmed(address) {
  const ends = address.includes("(") ? ".,;:!?" : ".,;:!?)";
  let end = address.length;
  while (end > 0 && ends.includes(address[end - 1])) end -= 1;
  return address.slice(0, end);
}

function webLink(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (!["http:", "https:"].includes(url.protocol) || /^https?:\/\/[^/?#]*@/.test(address)) return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  const aside = document.createElement("span");
  aside.className = "visually-hidden";
  aside.textContent = " (opens in a new tab)";
  link.append(address.replace(/^https:\/\//, ""), aside);
  return link;
}

function telephoneLink(number) {
  const digits = number.replaceAll(" ", "");
  if (digits.length < 8 || digits.length > 11) return null;
  const link = document.createElement("a");
  link.href = `tel:${digits}`;
  link.textContent = number;
  return link;
}

/** The text as a fragment: text nodes and links, never markup. */
export function linked(text) {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(CANDIDATES)) {
    const shown = match[1] ? trimmed(match[1]) : match[2];
    const link = match[1] ? webLink(shown) : telephoneLink(shown);
    if (!link) continue;
    fragment.append(text.slice(end, match.index), link);
    end = match.index + shown.length;
  }
  fragment.append(text.slice(end));
  return fragment;
}
