// A missed span: selected by mouse, or by keyboard (v, arrows, Shift to extend, Enter to mark); its kind by a letter.
"use strict";
{
  const { keys, one, all, toast, pane, open } = window.gongkai;
  const { paper, lines, selected, rangeOf, textOf, show, length, offsetOf } = window.places;
  const { current, select, unitOf, acts } = window.reading;
  const { post, settle } = window.judging;
  const dialog = one("#draw");
  let usual = "person_name";
  let caret = null; // anchor and focus in code points; the character at the focus is part of it

  // A guess from the form of what is selected: the kind that Enter takes.
  const guess = (text) => {
    const plain = text.replace(/[\s-]/g, "");
    if (/^[0-9]{17}[0-9Xx]$/.test(plain)) return "id_number";
    if (/^1[3-9][0-9]{9}$/.test(plain)) return "mobile";
    if (/^[0-9]{15,19}$/.test(plain)) return "bank_card";
    if (/^0?[0-9]{9,11}$/.test(plain)) return "landline";
    if (text.includes("@")) return "email";
    return usual;
  };

  // The other places of the same text where no span stands yet.
  const alike = (place) => {
    const taken = all("mark", paper).filter((mark) => mark.dataset.target.includes("mention:"))
      .flatMap((mark) => mark.dataset.target.split(" ")).map((target) => /^mention:([0-9]+)-([0-9]+)$/.exec(target)).filter(Boolean)
      .map(([, start, end]) => [Number(start), Number(end)]);
    const free = (start, end) => (end <= place.start || start >= place.end) && !taken.some(([from, to]) => start < to && from < end);
    const size = [...place.text].length;
    return lines().flatMap((line) => {
      const found = [];
      const text = line.textContent;
      for (let at = text.indexOf(place.text); at >= 0; at = text.indexOf(place.text, at + place.text.length)) {
        const start = Number(line.dataset.start) + [...text.slice(0, at)].length;
        if (free(start, start + size)) found.push(`mention:${start}-${start + size}`);
      }
      return found;
    });
  };

  const add = (place) => {
    const unit = current();
    const old = unit?.dataset.kind === "mention" && Number(unit.dataset.start) < place.end && place.start < Number(unit.dataset.end) ? unit : null;
    const oldKind = old && JSON.parse(old.dataset.value).kind;
    one("#drawn").textContent = place.text;
    one("#replacing").hidden = !old;
    one("#replaces").checked = Boolean(old);
    const others = old ? [] : alike(place);
    one("#everywhere").hidden = !others.length;
    one("#everywhere span").textContent = `全文另有 ${others.length} 处相同文字，一并标注`;
    one("#all-same").checked = true;
    const kind = oldKind || guess(place.text);
    dialog.returnValue = "";
    const chosen = (event) => {
      const button = event.target.closest("[data-kind]");
      if (button) dialog.returnValue = button.dataset.kind;
    };
    dialog.addEventListener("click", chosen);
    dialog.addEventListener("close", async () => {
      dialog.removeEventListener("click", chosen);
      const given = dialog.returnValue;
      if (!given) return;
      usual = given;
      settle();
      const target = `mention:${place.start}-${place.end}`;
      const value = old ? JSON.parse(old.dataset.value) : { role: given === "person_name" ? "private" : null, action: "mask" };
      const reply = await post("judge", {
        target: [target, ...(one("#all-same").checked ? others : [])], verdict: "add", value: JSON.stringify({ kind: given, role: value.role, action: value.action }),
        ...(old && one("#replaces").checked && { replaces: old.dataset.target }),
      });
      const made = reply && unitOf(target);
      if (made) select(made);
      if (reply) toast("已补标");
    }, { once: true });
    open(dialog);
    one(`[data-kind="${kind}"]`, dialog).focus();
  };

  // By mouse.
  const bar = window.gongkai.make("div", { class: "mark-bar", hidden: "" });
  bar.append(window.gongkai.make("button", { type: "button", class: "button small primary" }, "标为个人信息"));
  document.body.append(bar);
  const offer = () => {
    const place = caret ? null : selected();
    bar.hidden = !place;
    if (!place) return;
    const box = rangeOf(place.start, place.end).getBoundingClientRect();
    bar.style.setProperty("left", `${Math.max(8, Math.min(innerWidth - 140, box.left))}px`);
    bar.style.setProperty("top", `${Math.max(8, Math.min(innerHeight - 50, box.bottom + 6))}px`);
  };
  document.addEventListener("selectionchange", () => setTimeout(offer));
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", () => {
    const place = selected();
    bar.hidden = true;
    getSelection().removeAllRanges();
    if (place) add(place);
  });

  // By keyboard.
  const ends = () => [Math.min(caret.anchor, caret.focus), Math.max(caret.anchor, caret.focus) + 1];
  const drawCaret = () => {
    const [start, end] = ends();
    const range = rangeOf(start, end);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const box = rangeOf(caret.focus, caret.focus + 1).getBoundingClientRect();
    const text = one("#text").getBoundingClientRect();
    if (box.top < Math.max(text.top, 0) + 30 || box.bottom > Math.min(text.bottom, innerHeight) - 60) show(caret.focus);
  };
  const clamp = (offset) => Math.max(0, Math.min(length() - 1, offset));
  const skip = (offset, by) => {
    // Line ends hold no character to mark.
    let at = clamp(offset);
    while (at > 0 && at < length() - 1 && ["", "\n"].includes(textOf(at, at + 1))) at += by;
    return clamp(at);
  };
  const upOrDown = (by) => {
    const box = rangeOf(caret.focus, caret.focus + 1).getBoundingClientRect();
    const height = parseFloat(getComputedStyle(paper).lineHeight) || 28;
    const point = document.caretRangeFromPoint?.(box.left + 1, box.top + box.height / 2 + by * height);
    if (!point || !paper.contains(point.startContainer)) return skip(caret.focus + by * 20, by);
    return skip(offsetOf(point.startContainer, point.startOffset), by);
  };
  const edge = (by) => {
    let at = caret.focus;
    while (at + by >= 0 && at + by < length() && !["", "\n"].includes(textOf(at + by, at + by + 1))) at += by;
    return at;
  };
  const move = (event, focus) => {
    caret = { anchor: event.shiftKey ? caret.anchor : focus, focus };
    drawCaret();
  };
  const leave = () => {
    caret = null;
    getSelection().removeAllRanges();
    paper.classList.remove("has-caret");
  };
  const enter = () => {
    pane("text");
    const unit = current();
    const start = Number(unit?.dataset.start ?? 0);
    const end = Number(unit?.dataset.end ?? start + 1);
    caret = unit?.dataset.kind === "mention" ? { anchor: start, focus: end - 1 } : { anchor: start, focus: start };
    paper.classList.add("has-caret");
    paper.focus({ preventScroll: true });
    drawCaret();
    toast("用方向键移动，按住 Shift 扩选，Enter 标注，Esc 取消", "", 3);
  };
  const steps = {
    ArrowLeft: (event) => move(event, skip(caret.focus - 1, -1)),
    ArrowRight: (event) => move(event, skip(caret.focus + 1, 1)),
    ArrowUp: (event) => move(event, upOrDown(-1)),
    ArrowDown: (event) => move(event, upOrDown(1)),
    Home: (event) => move(event, edge(-1)),
    End: (event) => move(event, edge(1)),
    Escape: leave,
    Enter: () => {
      const [start, end] = ends();
      leave();
      const text = textOf(start, end);
      if (text.trim()) add({ start, end, text });
    },
  };
  // Before the keys of the page: while the caret is out, the arrows and Enter are its own.
  document.addEventListener("keydown", (event) => {
    if (!caret || one("dialog[open]")) return;
    event.stopPropagation();
    if (!steps[event.key] || event.isComposing) return event.key === "Shift" ? undefined : leave();
    event.preventDefault();
    return steps[event.key](event);
  }, true);
  acts.set("draw", () => {
    const place = selected();
    if (place) {
      getSelection().removeAllRanges();
      add(place);
    } else enter();
  });
  keys.on("Delete", "驳回这一处", () => acts.get("reject")());
}
