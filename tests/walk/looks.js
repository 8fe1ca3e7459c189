// What a person would see of the page as it stands, gathered in one go.
() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const seen = (element) => {
    const style = getComputedStyle(element);
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && style.clipPath === "none";
  };
  const hidden = (element) => element.closest(".visually-hidden, .skip-link:not(:focus), [inert], dialog:not([open])");
  // Behind an open dialog nothing is to be reached; a form that lies over the page, and says so, can be left again.
  const modal = document.querySelector("dialog:modal");
  const behind = (element, there) => (modal ? !modal.contains(element) : there && !element.closest("[data-over], .notices") && there.closest("[data-over], .notices"));
  const name = (element) => {
    const words = (element.innerText || element.getAttribute("aria-label") || element.name || element.id || "").trim();
    return `${element.tagName.toLowerCase()} ${words.replace(/\s+/g, " ").slice(0, 40)}`;
  };
  const within = ({ left, right, top, bottom }) => right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;

  const texts = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.data.trim() || hidden(node.parentElement) || !seen(node.parentElement)) continue;
      range.selectNodeContents(node);
      const box = [...range.getClientRects()].find((each) => each.width > 0 && each.height > 0 && within(each));
      if (!box) continue;
      const x = Math.min(Math.max((box.left + box.right) / 2, 1), innerWidth - 1);
      const y = Math.min(Math.max((box.top + box.bottom) / 2, 1), innerHeight - 1);
      const there = document.elementFromPoint(x, y);
      if (there && (node.parentElement.contains(there) || there.contains(node.parentElement))) found.push(node.data.trim());
    }
    return found;
  };

  const inWords = (element) => {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
    const around = element.parentElement.textContent.trim().length - element.textContent.trim().length;
    return around > 0;
  };

  const controls = () => [...document.querySelectorAll(CONTROLS)].filter((each) => seen(each) && !hidden(each));

  // Brought into view as a keyboard or a switch does it; then whoever presses its middle must press it.
  const outOfReach = () => {
    const lost = [];
    const places = new Map();
    for (let box = document.querySelectorAll("*"), at = 0; at < box.length; at += 1) {
      if (box[at].scrollTop || box[at].scrollLeft) places.set(box[at], [box[at].scrollTop, box[at].scrollLeft]);
    }
    for (const control of controls()) {
      if (control.disabled) continue;
      control.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      const box = [...control.getClientRects()].find((each) => each.width > 0 && each.height > 0);
      if (!box) continue;
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const there = document.elementFromPoint(x, y);
      const own = there && (control.contains(there) || there.contains(control) && there.closest("label")?.contains(control));
      const whole = box.left >= -1 && box.right <= innerWidth + 1;
      if (behind(control, there)) continue;
      if (!own || !whole) lost.push(`${name(control)} (${Math.round(box.left)},${Math.round(box.top)} ${Math.round(box.width)}x${Math.round(box.height)})`);
    }
    for (const box of document.querySelectorAll("*")) {
      const [top, left] = places.get(box) ?? [0, 0];
      if (box.scrollTop !== top) box.scrollTop = top;
      if (box.scrollLeft !== left) box.scrollLeft = left;
    }
    return lost;
  };

  const target = (element) => {
    const label = element.matches("input[type=checkbox], input[type=radio]") ? element.closest("label") : null;
    const box = (label ?? element).getBoundingClientRect();
    return Math.min(box.width, box.height);
  };

  const scrolled = document.scrollingElement.scrollWidth - innerWidth;
  return {
    texts: texts(),
    sideways: scrolled,
    small: controls().filter((each) => !inWords(each)).map((each) => [name(each), Math.round(target(each) * 10) / 10]),
    outOfReach: outOfReach(),
  };
}
