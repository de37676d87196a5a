// What every page of the workbench can do. Other scripts (after this one, `defer`, each in a block of its own) take from it:
//   const { keys, send, fetchJson, toast, failed, ask, agree, poll, saved, pane, open } = window.gongkai;
//   keys.on("a", "采纳并继续", run, { group: "审查" })   one key; "A" is Shift+a, "Ctrl+Enter" works in fields too
//   await send("/documents/X/judge", { target, verdict })   POST with the csrf token; gives the JSON; throws Error(Chinese reason)
//   await fetchJson(address)                               GET; the same errors
//   toast("已采纳"); toast(text, "bad"); send(…).catch(failed)
//   await ask({ title, label, help, required, value, confirm, danger })   text of a reason, null when cancelled
//   await agree("确定删除？")                              true or false
//   poll(address, (reply) => done, { every: 1500 })       asks until the function returns true; waits while the page is hidden
//   saved(form)                                           a data-guard form counts as unchanged from now
//   pane("side")                                          shows a pane of the document page on a narrow screen
// By attribute: data-key (+ data-key-label), data-open="DIALOG", data-close, data-confirm (of a form), data-guard, data-auto, data-menu,
// data-rows (rows moved through by j and k), data-poll="ADDRESS" (reloads when the reply's `analysis` is no longer data-state).
"use strict";
{
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const csrf = () => one('meta[name="csrf"]').content;

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  // Messages.
  const toast = (text, kind = "", seconds = 4) => {
    const shown = make("p", { class: `toast ${kind}` }, text);
    one(".toasts").append(shown);
    setTimeout(() => shown.remove(), 1000 * (kind === "bad" ? 2 * seconds : seconds));
  };
  const failed = (error) => toast(error.message || String(error), "bad");

  // Requests.
  const answer = async (request) => {
    const response = await request.catch(() => {
      throw new Error("连接不上服务器：请检查网络后重试");
    });
    const reply = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(reply.error || `没有成功（${response.status}）：请刷新页面后重试`), { status: response.status, reply });
    return reply;
  };
  const fetchJson = (address) => answer(fetch(address, { headers: { Accept: "application/json" } }));
  const send = (address, fields = {}) => {
    const body = fields instanceof FormData ? fields : new URLSearchParams();
    if (body !== fields) for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
    return answer(fetch(address, { method: "POST", body, headers: { Accept: "application/json", "X-CSRF": csrf() } }));
  };
  const poll = (address, until, { every = 1500, most = 10000 } = {}) => {
    const again = (wait) => setTimeout(async () => {
      const reply = document.hidden ? null : await fetchJson(address).catch(() => null);
      if (!(reply && until(reply))) again(Math.min(1.25 * wait, most));
    }, wait);
    again(every);
  };

  // Dialogs.
  const open = (dialog) => {
    dialog.showModal();
    const first = one("textarea, input:not([type=hidden]), select", dialog);
    if (first) first.focus();
  };
  const closing = (dialog) => new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    open(dialog);
  });
  const framed = (title, ...body) => {
    const heading = make("h2", { id: "asked" }, title);
    return make("dialog", { "aria-labelledby": "asked" }, make("header", {}, heading), make("div", { class: "dialog-body" }, ...body));
  };
  const choices = (label, danger) => make("div", { class: "actions" },
    make("button", { class: "button", value: "", formnovalidate: "" }, "取消"),
    make("button", { class: `button ${danger ? "danger" : "primary"}`, value: "yes" }, label));
  const ask = async ({ title, label = "理由", help = "", required = true, value = "", confirm = "确定", danger = false }) => {
    const text = make("textarea", { id: "asked-text", rows: 4, ...(required && { required: "" }) }, value);
    const field = make("div", { class: "field" }, make("label", { for: "asked-text" }, label), text, make("p", { class: "help" }, help));
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) text.form.requestSubmit(one('[value="yes"]', text.form));
    });
    const given = await closing(framed(title, make("form", { method: "dialog" }, field, choices(confirm, danger))));
    return given === "yes" ? text.value.trim() : null;
  };
  const agree = async (text, { confirm = "确定", danger = false } = {}) =>
    (await closing(framed("请确认", make("form", { method: "dialog" }, make("p", {}, text), choices(confirm, danger))))) === "yes";

  // Keys.
  const WIDE = { "？": "?", "、": "/", "，": ",", "。": ".", "；": ";", "【": "[", "】": "]" };
  const pressed = (event) => {
    let key = WIDE[event.key] || event.key;
    // An input method that is on may hide the letter; the key's place on the keyboard still tells it.
    if (key === "Process" && /^(Key|Digit)/.test(event.code)) key = event.code.slice(-1).toLowerCase();
    if (/^[a-z]$/i.test(key)) key = event.shiftKey ? key.toUpperCase() : key.toLowerCase();
    return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + key;
  };
  const writing = (element) => element.isContentEditable || (element.matches("input, textarea, select") && !element.matches("[type=radio], [type=checkbox], [type=button], [type=submit]"));
  const visible = (element) => !element.disabled && (element.getClientRects().length > 0 || element.matches(".choice input"));
  const marked = () => all("[data-key]", one("dialog[open]") || document).filter(visible);
  const act = (element) => {
    if (writing(element)) element.focus();
    else element.click();
  };
  const registry = new Map();
  const keys = {
    on: (key, label, run, { group = "" } = {}) => registry.set(key, { label, run, group }),
    off: (key) => registry.delete(key),
    list: () => {
      const listed = new Map();
      for (const [key, { label, group }] of registry) if (label) listed.set(key, { label, group });
      for (const element of marked()) if (!listed.has(element.dataset.key)) listed.set(element.dataset.key, { label: element.dataset.keyLabel || element.textContent.trim(), group: "" });
      return listed;
    },
    sheet: () => {
      const rows = [...keys.list()].map(([key, { label }]) => make("div", {}, make("dt", {}, label), make("dd", {}, make("kbd", {}, SHOWN[key] || key))));
      if (!one("dialog[open]")) closing(framed("快捷键", make("dl", { class: "keys" }, ...rows), make("form", { method: "dialog", class: "actions" }, make("button", { class: "button" }, "关闭"))));
    },
  };
  const SHOWN = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", " ": "空格" };
  document.addEventListener("keydown", (event) => {
    const key = pressed(event);
    if (event.isComposing || event.defaultPrevented || (writing(event.target) && !key.startsWith("Ctrl+") && key !== "Escape")) return;
    const element = marked().find((each) => each.dataset.key === key);
    const registered = one("dialog[open]") ? null : registry.get(key);
    if (!registered && !element) return;
    event.preventDefault();
    if (registered) registered.run(event);
    else act(element);
  });
  keys.on("?", "显示快捷键", keys.sheet);

  // Rows.
  const rows = () => all("[data-rows] tbody tr, ol[data-rows] > li, ul[data-rows] > li").filter((row) => one("a", row));
  const step = (by) => {
    const list = rows();
    const at = list.findIndex((row) => row.contains(document.activeElement));
    const row = list[Math.max(0, Math.min(list.length - 1, at + by))];
    if (!row) return;
    for (const each of list) each.classList.toggle("is-current", each === row);
    one("a", row).focus();
    row.scrollIntoView({ block: "nearest" });
  };
  if (one("[data-rows]")) {
    keys.on("j", "下一件", () => step(1));
    keys.on("k", "上一件", () => step(-1));
  }

  // Forms.
  const state = (form) => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, value.name ?? value])).toString();
  const guarded = new Map(all("form[data-guard]").map((form) => [form, state(form)]));
  const saved = (form) => guarded.set(form, state(form));
  let leaving = false;
  addEventListener("beforeunload", (event) => {
    if (!leaving && [...guarded].some(([form, before]) => form.isConnected && state(form) !== before)) event.preventDefault();
  });
  const granted = new WeakSet();
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    const question = form.dataset.confirm;
    if (question && !granted.has(form)) {
      event.preventDefault();
      if (!(await agree(question, { danger: submitter?.matches(".danger") }))) return;
      granted.add(form);
      form.requestSubmit(submitter);
      granted.delete(form);
      return;
    }
    if (form.getAttribute("method") === "dialog") return;
    leaving = true;
    // A later listener may take the form over by fetch: then the page is not left after all.
    setTimeout(() => {
      if (event.defaultPrevented) leaving = false;
      else if (submitter && form.getAttribute("method") === "post" && !form.getAttribute("target")) submitter.setAttribute("aria-busy", "true");
    });
  });
  const bare = (form) => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  };
  for (const form of all("form[data-auto]")) {
    form.addEventListener("change", (event) => event.target.matches("[type=search], [type=text]") || form.requestSubmit());
    form.addEventListener("submit", () => bare(form));
  }
  addEventListener("pageshow", (event) => {
    leaving = false;
    for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
    if (event.persisted) for (const field of all("form[data-auto] :disabled")) field.disabled = false;
  });

  // Menus, panes, buttons.
  const shut = (except) => {
    for (const menu of all("details[data-menu][open]")) if (!except || !menu.contains(except)) menu.open = false;
  };
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details[data-menu][open]")) return;
    shut(event.target);
    one("textarea, input:not([type=hidden])", event.target)?.focus();
  }, true);
  const pane = (name) => {
    const page = one(".doc-page");
    if (!page || !one(".doc-switch")) return;
    page.dataset.pane = name;
    for (const link of all(".doc-switch [data-pane]")) {
      if (link.dataset.pane === name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  document.addEventListener("click", (event) => {
    shut(event.target);
    const at = (selector) => event.target.closest(selector);
    if (at("[data-open]")) open(document.getElementById(at("[data-open]").dataset.open));
    if (at("[data-close]")) at("dialog").close();
    if (at("[data-keys]")) keys.sheet();
    if (at(".doc-switch [data-pane]")) {
      event.preventDefault();
      pane(at("[data-pane]").dataset.pane);
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && all("details[data-menu][open]").pop();
    if (!menu) return;
    event.preventDefault();
    menu.open = false;
    one("summary", menu).focus();
  }, true);

  document.documentElement.classList.add("js");
  for (const button of all("[data-keys]")) button.hidden = false;
  pane("text");
  for (const watched of all("[data-poll]")) poll(watched.dataset.poll, (reply) => reply.analysis !== watched.dataset.state && (location.reload(), true));
  window.gongkai = Object.freeze({ keys, send, fetchJson, toast, failed, ask, agree, poll, saved, pane, open, make, one, all });
}
