// A reviewer's decisions by key: shown at once, sent one after the other, taken back on the page when they do not arrive.
"use strict";
{
  const { keys, send, toast, failed, ask, poll, one, all, pane, open } = window.gongkai;
  const { page, side, units, unitOf, current, select, targets, marksOf, acts } = window.reading;
  const address = page.dataset.address;
  const STATES = { accept: "m-accepted", edit: "m-edited", reject: "m-rejected", unsure: "m-unsure", add: "m-added" };
  const NAMES = { accept: "采纳", edit: "修改", reject: "驳回", unsure: "存疑", add: "补充" };
  let line = Promise.resolve();
  let waiting = 0;

  const value = (unit) => JSON.parse(unit.dataset.value);
  const walk = () => units().filter((unit) => "walk" in unit.dataset);
  const undecided = (unit) => ["", "unsure"].includes(unit.dataset.verdict);

  // What comes after a suggestion: the next to decide, then the review sheet, then the conclusion.
  const after = (unit) => {
    const list = walk();
    const at = list.indexOf(unit);
    if (at < 0) return units()[units().indexOf(unit) + 1];
    return list.slice(at + 1).find(undecided) || list.slice(0, at).find(undecided);
  };
  const goOn = (unit) => {
    const next = unit && after(unit);
    if (next) return select(next);
    select(null);
    const button = one("#conclusion form[data-move] button");
    one("#conclusion")?.scrollIntoView({ block: "nearest" });
    if (!button || button === document.activeElement) return undefined;
    button.focus();
    toast("各项均已过目：按 f 通过，或退回、暂缓");
    return undefined;
  };

  // The page as it will be, before the server has answered; gives what puts it back.
  const draw = (unit, verdict) => {
    const marks = marksOf(unit).map((mark) => [mark, mark.className]);
    const before = unit.dataset.verdict;
    unit.dataset.verdict = verdict;
    unit.classList.add("is-sending");
    for (const [mark] of marks) {
      mark.classList.remove(...Object.values(STATES));
      mark.classList.add(STATES[verdict]);
    }
    return () => {
      unit.dataset.verdict = before;
      unit.classList.remove("is-sending");
      for (const [mark, classes] of marks) mark.className = classes;
    };
  };

  const put = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    const now = current();
    const [kept] = now ? targets(now) : [];
    const focused = now?.contains(document.activeElement);
    const scrolled = side.scrollTop;
    for (const fresh of [...box.content.children]) {
      for (const old of all(`[id="${CSS.escape(fresh.id)}"]`)) {
        const copy = document.importNode(fresh, true);
        const before = all("details", old);
        all("details", copy).forEach((details, at) => {
          if (before[at]) details.open = before[at].open;
        });
        old.replaceWith(copy);
      }
    }
    side.scrollTop = scrolled;
    if (kept && !(now.isConnected && now.classList.contains("is-current"))) select(unitOf(kept), { scroll: false, focus: focused });
    else if (now) select(now, { scroll: false, focus: false });
  };

  const busy = (by) => {
    waiting += by;
    page.classList.toggle("is-saving", waiting > 0);
  };
  const post = (path, fields, restore = () => undefined) => {
    busy(1);
    line = line.then(() => send(`${address}/${path}`, fields)).then((reply) => {
      put(reply.html);
      return reply;
    }).catch((error) => {
      restore();
      failed(error);
      if (error.status === 423 || error.status === 409) hold();
      return null;
    }).finally(() => busy(-1));
    return line;
  };

  // fields: value, reason, replaces.
  const say = (unit, verdict, { given = {}, reason = "", several = null, stay = false } = {}) => {
    const restores = [unit, ...(several || [])].filter(Boolean).map((each) => draw(each, verdict));
    const names = [...new Set((several || [unit]).flatMap(targets))];
    if (!stay) goOn(unit);
    return post("judge", { target: names, verdict, value: JSON.stringify(given), reason }, () => {
      for (const restore of restores) restore();
      select(unit);
    });
  };

  // A mask or role turned through by key is sent when the key rests.
  let turning = null;
  const settle = () => {
    if (!turning) return;
    const { unit, given } = turning;
    clearTimeout(turning.timer);
    turning = null;
    say(unit, "edit", { given, stay: true });
  };
  const turn = (name, ids) => {
    const unit = current();
    if (unit?.dataset.kind !== "mention") return toast("请先选中一处个人信息");
    if (turning && turning.unit !== unit) settle();
    const now = turning ? { ...value(unit), ...turning.given } : value(unit);
    const next = ids[(ids.indexOf(now[name]) + 1) % ids.length];
    clearTimeout(turning?.timer);
    turning = { unit, given: { ...(turning?.given || {}), [name]: next }, timer: setTimeout(settle, 500) };
    const select = one(`#em-${name}`);
    return toast(`${name === "role" ? "身份" : "处理"}：${[...select.options].find((option) => option.value === (next || "")).text}`, "", 1.5);
  };

  // Dialogs.
  const filled = (dialog, values) => {
    for (const field of dialog.querySelector("form").elements) {
      if (!field.name || !(field.name in values)) continue;
      if (field.type === "radio") field.checked = field.value === values[field.name];
      else field.value = values[field.name] ?? "";
    }
  };
  const read = (form) => Object.fromEntries([...new FormData(form)].map(([name, text]) => [name, text.trim()]));
  const given = {
    attribute: (raw, old) => ({
      label: raw.label, delivery: raw.delivery, reason_code: raw.reason_code ? Number(raw.reason_code) : null,
      ...(raw.article && { article: raw.article }), ...(raw.reason && { reason: raw.reason }),
    }),
    mention: (raw, old) => {
      const now = { kind: raw.kind, role: raw.role || null, action: raw.action, replacement: raw.replacement };
      return Object.fromEntries(Object.entries(now).filter(([name, text]) => text !== old[name]));
    },
    part: (raw) => ({ label: raw.label, delivery: raw.delivery }),
    element: (raw) => ({ label: raw.label }),
  };
  const formed = (dialog, values, focus = "") => new Promise((resolve) => {
    const form = one("form", dialog);
    form.reset();
    filled(dialog, values);
    const submitted = (event) => {
      event.preventDefault();
      dialog.close("yes");
    };
    form.addEventListener("submit", submitted);
    dialog.addEventListener("close", () => {
      form.removeEventListener("submit", submitted);
      resolve(dialog.returnValue === "yes" ? read(form) : null);
    }, { once: true });
    dialog.returnValue = "";
    open(dialog);
    one(focus || "input:checked, select, input", form)?.focus();
  });
  const editTopic = async (unit) => {
    const raw = await formed(one("#edit-topic"), {});
    for (const [scheme, chosen] of Object.entries(raw || {}).filter(([, text]) => text)) {
      const [label, second = null] = chosen.split("\\");
      say(unit, "edit", { given: { scheme, label, second }, stay: true });
    }
  };
  const note = async (unit) => {
    const text = await ask({ title: "写明意见", label: "意见", value: value(unit).note || "" });
    if (text === null) return;
    const noted = unit.dataset.kind === "ground" ? { note: text } : { passed: true, note: text };
    say(unit, "edit", { given: noted });
  };
  const edit = async (preset = {}) => {
    const unit = current();
    if (!unit) return;
    const { kind } = unit.dataset;
    if (kind === "topic") return editTopic(unit);
    if (kind === "kept") return toast("请展开“可保留的个人信息”，逐处修改");
    if (!given[kind]) return note(unit);
    const raw = await formed(one(`#edit-${kind}`), { ...value(unit), ...preset }, preset.label && "[name=reason_code]");
    if (!raw) return;
    const changed = given[kind](raw, value(unit));
    if (Object.keys(changed).length) say(unit, "edit", { given: changed });
  };
  const reject = () => new Promise((resolve) => {
    const dialog = one("#reject");
    const text = one("#why");
    text.value = "";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "" ? null : dialog.returnValue === "yes" ? text.value.trim() : dialog.returnValue), { once: true });
    dialog.showModal();
    one("button[data-why]", dialog).focus();
  });
  const rejecting = async () => {
    const unit = current();
    if (!unit) return;
    if (unit.dataset.kind === "kept") return toast("请展开“可保留的个人信息”，逐处驳回");
    const gate = ["sheet", "secrecy", "draft"].includes(unit.dataset.kind);
    const why = gate ? await ask({ title: "不通过", label: "理由", danger: true, confirm: "不通过" }) : await reject();
    if (why === null) return;
    if (!why) return toast("驳回须写明理由", "bad");
    say(unit, "reject", { reason: why, given: gate ? { passed: false, note: why } : {} });
  };
  one("#reject").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "why" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      one("#reject [data-yes]").click();
    }
  });

  const accept = () => {
    const unit = current();
    if (!unit) return walk().some(undecided) ? select(walk().find(undecided)) : goOn(null);
    if (unit.dataset.verdict === "accept" || unit.dataset.verdict === "add") return goOn(unit);
    if (unit.dataset.kind === "kept") {
      const several = targets(unit).map(unitOf).filter((each) => each && undecided(each) && each !== unit);
      return several.length ? say(unit, "accept", { several }) : goOn(unit);
    }
    return say(unit, "accept", { given: JSON.parse(unit.dataset.accept) });
  };
  const same = (button) => {
    const group = button?.closest(".group") || current()?.closest(".group");
    if (!group) return toast("请先选中一处个人信息");
    const list = all(".unit", group);
    const waitingFor = list.filter(undecided);
    return say(list.at(-1), "accept", { several: waitingFor.length ? waitingFor : list });
  };
  const unsure = () => current() && (current().dataset.kind === "kept" ? toast("请逐处标记") : say(current(), "unsure"));
  const undo = async () => {
    settle();
    const reply = await post("undo", {});
    const unit = reply && unitOf(reply.targets[0]);
    if (unit) select(unit);
    if (reply) toast("已撤销上一步");
  };
  const gates = () => {
    const list = all('.unit[data-kind="sheet"]', side).filter(undecided);
    if (list.length) say(list.at(-1), "accept", { several: list, given: { passed: true } });
    else goOn(all('.unit[data-kind="sheet"]', side).at(-1));
  };
  const label = (id) => {
    const unit = unitOf("attribute");
    const now = value(unit);
    select(unit);
    if (id === now.label) return say(unit, "accept");
    if (id === "proactive") return say(unit, "edit", { given: { label: id } });
    return edit({ label: id, delivery: "none", reason_code: null });
  };

  for (const [name, run] of Object.entries({ accept, edit: () => edit(), reject: rejecting, unsure, undo, same, "all-gates": gates })) {
    acts.set(name, (button) => {
      if (name !== "undo") settle();
      run(button);
    });
  }
  acts.set("action", () => turn("action", ["mask", "generalise", "keep"]));
  acts.set("role", () => turn("role", ["official", "contact", "private", "minor", "historical", null]));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-label]");
    if (button) label(button.dataset.label);
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-adopt]");
    if (!button) return;
    const { adopt, verdict } = button.dataset;
    const reply = await post("judge", { target: adopt, verdict, value: button.dataset.value, reason: "采用重新分析的意见" });
    if (reply) select(unitOf(adopt));
  });
  document.addEventListener("submit", async (event) => {
    const count = event.target.querySelector("[data-rerun]")?.dataset.rerun;
    if (count === undefined) return;
    event.preventDefault();
    settle();
    await line;
    try {
      await send(`${address}/rerun`);
      toast("机器正在重新分析，完成后本页自动更新；人工判断不受影响");
      poll(`${address}/reruns.json`, (reply) => reply.count > Number(count) && (location.reload(), true));
    } catch (error) {
      failed(error);
    }
  });
  // Enter accepts, except where it already does something: on a button or link.
  keys.on("Enter", "采纳并继续", (event) => {
    if (event.target.closest("button, a, summary, label")) event.target.closest("button, a, summary, label").click();
    else acts.get("accept")();
  });
  keys.on("A", "审查单八项均通过", () => acts.get("all-gates")());

  // Moves: an answer that refuses stays on the page.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("#conclusion form") || event.defaultPrevented) return;
    event.preventDefault();
    settle();
    await line;
    try {
      const reply = await send(form.getAttribute("action"), new FormData(form));
      location.href = reply.next || location.href;
    } catch (error) {
      failed(error);
    }
  });

  // The lock: kept while the page is open, given up on leaving.
  const holder = one("#holder");
  let renewal = 0;
  const hold = async () => {
    clearTimeout(renewal);
    try {
      const { minutes } = await send(`${address}/lock`);
      page.classList.remove("is-held");
      renewal = setTimeout(hold, Math.max(5000, 20000 * minutes));
    } catch (error) {
      if (error.reply?.holder) {
        page.classList.add("is-held");
        holder.textContent = `${error.reply.holder}正在审查，您可以阅读`;
      }
      renewal = setTimeout(hold, 30000);
    }
  };
  addEventListener("pageshow", (event) => event.persisted && hold());
  // Before another page is opened, what was decided here has to have arrived.
  const leave = async (run) => {
    settle();
    await line;
    run();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hash || link.target || event.defaultPrevented || !(turning || waiting)) return;
    event.preventDefault();
    leave(() => location.assign(link.href));
  });
  const previous = acts.get("previous-document");
  acts.set("previous-document", () => leave(previous));
  addEventListener("pagehide", () => {
    settle();
    fetch(`${address}/unlock`, { method: "POST", keepalive: true, headers: { Accept: "application/json", "X-CSRF": one('meta[name="csrf"]').content } });
  });
  addEventListener("beforeunload", (event) => {
    if (waiting) event.preventDefault();
  });
  hold();
  pane("side");
  const first = /^#c[0-9]/.test(location.hash) ? null : walk().find(undecided) || walk()[0];
  if (first) select(first, { scroll: !location.hash });
  window.judging = Object.freeze({ say, post, settle, names: NAMES });
}
