// The interpretation editor: sentences and statements point at each other, and the checks follow what is typed.
// Offsets of the server count code points, those of a textarea UTF-16 units; texts are cut with Array.from.
"use strict";
{
  const { send, toast, failed, keys, one, all } = window.gongkai;
  const page = one(".doc-page.editor");
  const editable = "editable" in page.dataset;
  const { address } = page.dataset;
  const data = (id) => JSON.parse(document.getElementById(id).textContent);
  const copy = (id) => document.getElementById(id).content.cloneNode(true).firstElementChild;
  const said = (name) => one(`[data-${name}]`, document.getElementById("t-said").content).textContent;
  const elements = data("elements");
  const names = data("names");
  const order = elements.map(([element]) => element);
  const state = data("state");
  let places = [];
  let kept = JSON.stringify(state);
  const dirty = () => JSON.stringify(plain()) !== kept;
  const plain = () => ({
    title: state.title,
    sections: state.sections.map(({ element, claims }) => ({ element, claims: claims.map(({ text, evidence, by }) => ({ text, evidence, by })) })),
  });

  // The source.
  const sentences = all(".sentence").map((node, index) => ({ node, index, start: Number(node.dataset.start), end: Number(node.dataset.end) }));
  const touched = (ranges) => sentences.filter(({ start, end }) => ranges.some(([a, b]) => a < end && start < b));
  const chosen = new Set();
  let anchor = null;
  const choose = (index, { ranged = false } = {}) => {
    const to = ranged && anchor !== null ? anchor : index;
    const adding = ranged || !chosen.has(index);
    for (let each = Math.min(index, to); each <= Math.max(index, to); each += 1) {
      if (adding) chosen.add(each);
      else chosen.delete(each);
    }
    anchor = index;
    selection();
  };
  const selection = () => {
    for (const { node, index } of sentences) node.setAttribute("aria-pressed", String(chosen.has(index)));
    if (!editable) return;
    one("#chosen").hidden = !chosen.size;
    one("#hint").hidden = chosen.size > 0;
    one("#chosen [data-count]").textContent = chosen.size;
  };
  const clear = () => {
    chosen.clear();
    anchor = null;
    selection();
  };
  const evidence = () => [...chosen].sort((a, b) => a - b).map((index) => [sentences[index].start, sentences[index].end]);

  // What belongs together is marked on both sides.
  const light = (ranges, claim) => {
    const lit = new Set(touched(ranges));
    for (const each of sentences) each.node.classList.toggle("is-lit", lit.has(each));
    for (const { claim: other, node } of shown) node.classList.toggle("is-lit", other === claim);
  };
  const bring = (node) => node.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  const users = ({ start, end }) => shown.filter(({ claim }) => claim.evidence.some(([a, b]) => a < end && start < b));
  const meet = (sentence) => {
    const found = users(sentence);
    for (const { node } of shown) node.classList.toggle("is-lit", found.some((each) => each.node === node));
    for (const each of sentences) each.node.classList.toggle("is-lit", each === sentence && found.length > 0);
    if (found.length) bring(found[0].node);
  };
  // One stop for the Tab key: arrows go from sentence to sentence.
  const stop = (node) => {
    for (const each of sentences) each.node.tabIndex = each.node === node ? 0 : -1;
  };
  for (const sentence of sentences) {
    const { node, index } = sentence;
    node.addEventListener("focus", () => stop(node));
    node.addEventListener("click", (event) => {
      if (editable) choose(index, { ranged: event.shiftKey });
      meet(sentence);
    });
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        if (editable) choose(index, { ranged: event.shiftKey });
        meet(sentence);
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        sentences[index + (event.key === "ArrowDown" ? 1 : -1)]?.node.focus();
      }
    });
  }

  // Statements.
  let shown = [];
  const size = (section) => section.claims.length;
  const fill = (textarea, claim, at) => {
    const mirror = one(".mirror", textarea.parentElement);
    const letters = Array.from(claim.text);
    const kinds = letters.map(() => "");
    for (const place of places) if (place.kind !== "bare" && place.part === at.part && place.statement === at.statement) for (let i = place.start; i < place.end; i += 1) if (!kinds[i] || place.kind !== "long") kinds[i] = place.kind;
    mirror.replaceChildren();
    for (let i = 0; i < letters.length;) {
      let end = i + 1;
      while (end < letters.length && kinds[end] === kinds[i]) end += 1;
      const run = document.createElement(kinds[i] ? "mark" : "span");
      if (kinds[i]) run.className = { figure: "p-wrong", name: "p-wrong" }[kinds[i]] || `p-${kinds[i]}`;
      run.textContent = letters.slice(i, end).join("");
      mirror.append(run);
      i = end;
    }
    mirror.append("\u200b");
  };
  const writer = (node, claim) => {
    const by = { machine: claim.by === "machine", person: Boolean(claim.by) && claim.by !== "machine", unsaved: !claim.by, bare: !claim.evidence.length && !claim.told };
    for (const [name, holds] of Object.entries(by)) one(`.by.${name}`, node).hidden = !holds;
    one(".by.person", node).textContent = names[claim.by] || claim.by.replace("person:", "");
    node.classList.toggle("is-bare", by.bare);
  };
  const links = (node, claim) => {
    const place = one(".evidence", node);
    place.replaceChildren();
    for (const sentence of touched(claim.evidence)) {
      const link = copy("t-evidence");
      one("span", link).textContent = sentence.index + 1;
      link.addEventListener("click", () => {
        light(claim.evidence, claim);
        window.gongkai.pane("text");
        bring(sentence.node);
        sentence.node.focus({ preventScroll: true });
      });
      place.append(link);
    }
  };
  const draw = () => {
    const frame = one("#parts");
    frame.replaceChildren();
    shown = [];
    state.sections.forEach((section, part) => {
      const box = copy("t-part");
      one("h2", box).textContent = elements.find(([element]) => element === section.element)?.[1] || section.element;
      one(".count", box).textContent = size(section);
      section.claims.forEach((claim, statement) => one("ol", box).append(statementNode(section, claim, { part, statement })));
      frame.append(box);
    });
    const used = new Set(shown.flatMap(({ claim }) => touched(claim.evidence)));
    for (const sentence of sentences) sentence.node.classList.toggle("is-used", used.has(sentence));
  };
  const statementNode = (section, claim, at) => {
    const node = copy("t-statement");
    const textarea = one("textarea", node);
    textarea.value = claim.text;
    textarea.setAttribute("aria-label", `${at.part + 1}.${at.statement + 1}`);
    fill(textarea, claim, at);
    writer(node, claim);
    links(node, claim);
    shown.push({ claim, node, textarea, at });
    textarea.addEventListener("focus", () => light(claim.evidence, claim));
    textarea.addEventListener("input", () => {
      claim.text = textarea.value.replace(/[\r\n]+/g, " ");
      claim.told = false;
      places = places.filter((place) => place.part !== at.part || place.statement !== at.statement);
      claim.by = "";
      fill(textarea, claim, at);
      writer(node, claim);
      soon();
    });
    textarea.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || !event.altKey || !editable) return;
      event.preventDefault();
      move(section, claim, by);
    });
    node.addEventListener("click", (event) => {
      const action = event.target.closest("[data-do]")?.dataset.do;
      if (action === "up" || action === "down") move(section, claim, action === "up" ? -1 : 1);
      if (action === "bin") remove(section, claim);
      if (action === "evidence") rest(claim);
    });
    return node;
  };
  const again = (claim) => {
    places = [];
    draw();
    if (claim) shown.find((each) => each.claim === claim)?.textarea.focus();
    soon();
  };
  // Past the first or last of its element a statement goes over to the next element.
  const move = (section, claim, by) => {
    const at = section.claims.indexOf(claim);
    const to = at + by;
    const beyond = state.sections[state.sections.indexOf(section) + by];
    const inside = to >= 0 && to < size(section);
    if (!inside && !beyond) return;
    section.claims.splice(at, 1);
    if (inside) section.claims.splice(to, 0, claim);
    else beyond.claims.splice(by < 0 ? size(beyond) : 0, 0, claim);
    if (!size(section)) state.sections.splice(state.sections.indexOf(section), 1);
    again(claim);
  };
  const remove = (section, claim) => {
    const before = structuredClone(plain());
    section.claims.splice(section.claims.indexOf(claim), 1);
    if (!size(section)) state.sections.splice(state.sections.indexOf(section), 1);
    again(null);
    undoable(before);
  };
  const undoable = (before) => {
    toast(said("deleted"), "", 10);
    const link = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: said("undo") });
    link.addEventListener("click", () => {
      state.sections = before.sections;
      again(null);
      link.parentElement?.remove();
    });
    one(".toasts").lastElementChild.append(" ", link);
  };
  const rest = (claim) => {
    if (!chosen.size) {
      toast(said("none"), "bad");
      return;
    }
    claim.evidence = evidence();
    claim.by = "";
    clear();
    again(claim);
  };
  const add = (element, claim) => {
    let section = state.sections.find((each) => each.element === element);
    if (!section) {
      section = { element, claims: [] };
      const at = state.sections.findIndex((each) => order.indexOf(each.element) > order.indexOf(element));
      state.sections.splice(at < 0 ? state.sections.length : at, 0, section);
    }
    section.claims.push(claim);
    window.gongkai.pane("side");
    again(claim);
    bring(shown.find((each) => each.claim === claim).node);
  };

  // Checks.
  const figure = (value, share) => (share ? `${Math.round(1000 * value) / 10}%` : String(Math.round(10 * value) / 10));
  const apply = (reply) => {
    for (const check of reply.checks) {
      const row = one(`[data-check="${check.name}"]`);
      const share = "share" in row.dataset;
      one("[data-value]", row).textContent = figure(check.value, share);
      one("[data-most]", row).textContent = figure(check.limit, share);
      row.classList.toggle("is-failed", !check.passed);
    }
    places = reply.places;
    for (const { claim, node, textarea, at } of shown) {
      claim.told = !places.some((place) => place.kind === "bare" && place.part === at.part && place.statement === at.statement);
      writer(node, claim);
      fill(textarea, claim, at);
    }
    one("#open").replaceChildren(...reply.uncovered.map(({ element, lacking }) => {
      const item = copy("t-open");
      one("b", item).textContent = elements.find(([each]) => each === element)[1];
      one("[data-lacking]", item).hidden = !lacking;
      one("[data-unsaid]", item).hidden = lacking;
      item.addEventListener("click", (event) => {
        const button = event.target.closest("[data-do]");
        if (button) add(element, { text: button.dataset.text || "", evidence: button.dataset.text ? [] : evidence(), by: "" });
      });
      const none = one('[data-do="none"]', item);
      if (none) none.hidden = !lacking;
      return item;
    }));
    one("#all-said").hidden = reply.uncovered.length > 0;
  };
  // Empty statements are dropped by the server: they are not sent, so that its places count as ours do.
  const sent = () => {
    const body = plain();
    for (const section of body.sections) section.claims = section.claims.filter(({ text }) => text.trim());
    body.sections = body.sections.filter(({ claims }) => claims.length);
    return body;
  };
  const back = (reply) => {
    const parts = state.sections.map((section, part) => ({ part, filled: section.claims.map((claim, statement) => ({ claim, statement })).filter(({ claim }) => claim.text.trim()) })).filter(({ filled }) => filled.length);
    reply.places = reply.places.map((place) => ({ ...place, part: parts[place.part].part, statement: parts[place.part].filled[place.statement].statement }));
    return { reply, filled: parts.map(({ filled }) => filled.map(({ claim }) => claim)) };
  };
  let waiting = 0;
  let round = 0;
  const check = async () => {
    const mine = (round += 1);
    const reply = await send(`${address}/check`, { body: JSON.stringify(sent()) });
    if (mine === round) apply(back(reply).reply);
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => check().catch(failed), 450);
  };
  const save = async () => {
    clearTimeout(waiting);
    round += 1;
    const answer = await send(address, { body: JSON.stringify(sent()), base: page.dataset.base });
    const { reply, filled } = back(answer);
    filled.forEach((claims, part) => claims.forEach((claim, statement) => {
      claim.by = reply.writers[part][statement];
    }));
    kept = JSON.stringify(plain());
    page.dataset.base = answer.base;
    for (const { node, claim } of shown) writer(node, claim);
    apply(reply);
    toast(said("saved"));
    one("#saved").textContent = said("saved");
  };

  const title = one("#title");
  title.value = state.title;
  title.addEventListener("input", () => {
    state.title = title.value;
  });
  draw();
  apply(data("first"));
  kept = JSON.stringify(plain());
  if (editable) {
    one("#add").addEventListener("click", () => {
      if (!chosen.size) return;
      const ranges = evidence();
      const element = one("#element").value;
      clear();
      add(element, { text: "", evidence: ranges, by: "" });
    });
    one("#clear").addEventListener("click", clear);
    keys.on("Escape", "", clear);
    one("#save").addEventListener("click", () => save().catch(failed));
    keys.on("Ctrl+s", "", () => one("#save").click());
    addEventListener("beforeunload", (event) => {
      if (dirty()) event.preventDefault();
    });
  }
}
