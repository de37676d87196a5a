// The document page for every reader: suggestions and text linked both ways, marks switched on and off, the next document.
//   window.reading: units(), current(), select(unit), unitOf(target), step(by), on(name, run)
"use strict";
{
  const { keys, one, all, pane } = window.gongkai;
  const { paper, show } = window.places;
  const page = one(".doc-page");
  const side = one("#side");
  const ORDER = ["mention", "part", "ground", "element", "draft"];

  const shown = (unit) => unit.getClientRects().length > 0;
  const units = () => all(".unit", side).filter((unit) => shown(unit) || side.getClientRects().length === 0);
  const targets = (element) => (element.dataset.target || "").split(" ").filter(Boolean);
  const unitOf = (target) => all(".unit", side).find((unit) => targets(unit).includes(target) && unit.dataset.kind !== "kept")
    || all(".unit", side).find((unit) => targets(unit).includes(target));
  const current = () => one(".unit.is-current", side);

  const marksOf = (unit) => {
    if (!unit || unit.dataset.kind === "kept") return [];
    const wanted = targets(unit);
    return all("mark", paper).filter((mark) => targets(mark).some((target) => wanted.includes(target)));
  };

  const select = (unit, { scroll = true, focus = true } = {}) => {
    for (const each of all(".is-current", page)) each.classList.remove("is-current");
    if (!unit) return;
    for (let box = unit.parentElement.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    unit.classList.add("is-current");
    const marks = marksOf(unit);
    for (const mark of marks) mark.classList.add("is-current");
    if (focus) unit.focus({ preventScroll: true });
    if (!scroll) return;
    unit.scrollIntoView({ block: "nearest" });
    const box = one("#text").getBoundingClientRect();
    const place = marks[0]?.getBoundingClientRect();
    if (place?.height && (place.top < box.top + 40 || place.bottom > Math.min(box.bottom, innerHeight) - 40)) marks[0].scrollIntoView({ block: "center" });
  };

  const step = (by) => {
    const list = units();
    const at = list.indexOf(current());
    select(list[at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + by))]);
  };

  // From the text to the suggestion, and from a sentence to its place.
  paper.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark || !getSelection().isCollapsed) return;
    const kind = (target) => ORDER.indexOf(target.split(":")[0]);
    const [target] = targets(mark).sort((a, b) => kind(a) - kind(b));
    const unit = target && unitOf(target);
    if (!unit) return;
    pane("side");
    select(unit);
  });
  side.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-from], a[data-go]");
    const unit = event.target.closest(".unit");
    if (link?.dataset.go) {
      event.preventDefault();
      select(unitOf(link.dataset.go));
    } else if (link) {
      event.preventDefault();
      if (unit) select(unit, { scroll: false });
      pane("text");
      flash(Number(link.dataset.from), Number(link.dataset.to));
    } else if (unit && !event.target.closest("button, a, input, select, summary")) select(unit);
  });
  const flash = (start, end) => {
    show(start);
    if (!window.Highlight) return;
    CSS.highlights.set("place", new Highlight(window.places.rangeOf(start, end)));
    setTimeout(() => CSS.highlights.delete("place"), 2500);
  };

  // Marks on and off.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle]");
    if (!button) return;
    const off = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!off));
    paper.classList.toggle(`without-${button.dataset.toggle}`, off);
  });

  // The way through the queue.
  const visited = JSON.parse(sessionStorage.getItem("visited") || "[]");
  const here = page.dataset.document;
  if (visited.at(-1) !== here) sessionStorage.setItem("visited", JSON.stringify([...visited.filter((each) => each !== here), here].slice(-200)));
  const previous = () => {
    const list = JSON.parse(sessionStorage.getItem("visited"));
    const before = list[list.indexOf(here) - 1];
    const query = page.dataset.query && `?${page.dataset.query}`;
    location.href = before ? `/documents/${before}${query}` : `${page.dataset.address}/previous${query}`;
  };
  const acts = new Map([["previous-document", previous], ["next", () => step(1)], ["back", () => step(-1)]]);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) acts.get(button.dataset.act)?.(button);
  });

  keys.on("j", "下一条", () => step(1));
  keys.on("ArrowDown", "", () => step(1));
  keys.on("k", "上一条", () => step(-1));
  keys.on("b", "返回上一条", () => step(-1));
  keys.on("ArrowUp", "", () => step(-1));

  const place = /^#c([0-9]{1,9})$/.exec(location.hash);
  if (place) addEventListener("load", () => flash(Number(place[1]), Number(place[1]) + 1));
  window.reading = Object.freeze({ page, side, units, unitOf, current, select, step, targets, marksOf, acts });
}
