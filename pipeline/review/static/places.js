// Places in the text of a document: code points, as the records count them, to and from the page.
"use strict";
{
  const { one, all } = window.gongkai;
  const paper = one("#paper");
  const lines = () => all(".line", paper);
  const points = (text) => [...text].length;

  const lineAt = (offset) => {
    const list = lines();
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (Number(list[middle].dataset.start) <= offset) low = middle;
      else high = middle - 1;
    }
    return list[low];
  };

  // Where an offset stands: text node and UTF-16 place; at the end of a line, after its last character.
  const domOf = (offset) => {
    const line = lineAt(offset);
    let left = Math.max(0, offset - Number(line.dataset.start));
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let last = [line, 0];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const characters = [...node.data];
      if (left < characters.length) return [node, characters.slice(0, left).join("").length];
      left -= characters.length;
      last = [node, node.data.length];
    }
    return last;
  };

  const offsetOf = (node, at) => {
    const inside = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".line");
    if (!inside) {
      const after = node.childNodes[at] ?? null;
      const next = after && (after.nodeType === Node.ELEMENT_NODE ? after : after.nextElementSibling);
      const line = next?.closest?.(".line") || next?.querySelector?.(".line");
      return line ? Number(line.dataset.start) : Number(lines().at(-1).dataset.end);
    }
    const range = document.createRange();
    range.setStart(inside, 0);
    range.setEnd(node, at);
    return Number(inside.dataset.start) + points(range.toString());
  };

  const rangeOf = (start, end) => {
    const range = document.createRange();
    range.setStart(...domOf(start));
    range.setEnd(...domOf(end));
    return range;
  };

  // What a range reads: the lines it covers, joined by the line ends that the page does not hold as text.
  const textOf = (start, end) => {
    const parts = [];
    for (let line = lineAt(start); line && Number(line.dataset.start) < end; line = line.nextElementSibling) {
      if (!line.matches(".line")) continue;
      const first = Number(line.dataset.start);
      parts.push([...line.textContent].slice(Math.max(0, start - first), end - first).join(""));
    }
    return parts.join("\n");
  };

  // The selected range without spaces around it, or null.
  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!paper.contains(range.commonAncestorContainer)) return null;
    const start = offsetOf(range.startContainer, range.startOffset);
    const end = offsetOf(range.endContainer, range.endOffset);
    const text = textOf(start, end);
    const trimmed = text.trim();
    if (!trimmed) return null;
    const before = points(text.slice(0, text.indexOf(trimmed)));
    return { start: start + before, end: start + before + points(trimmed), text: trimmed };
  };

  const show = (offset) => {
    const [node] = domOf(offset);
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    element.scrollIntoView({ block: "center" });
    return element;
  };

  const length = () => Number(lines().at(-1).dataset.end);
  window.places = Object.freeze({ paper, lines, lineAt, offsetOf, rangeOf, textOf, selected, show, length });
}
