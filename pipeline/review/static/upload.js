// The drafting desk: files by choice, drop (folders too) or paste go up one by one, and each row follows its analysis.
"use strict";
{
  const { fetchJson, poll, one, all } = window.gongkai;
  const form = one("#sending");
  const zone = one("#zone");
  const results = one("#results");
  const list = one(".outcomes", results);
  const total = one("header progress", results);
  const csrf = one('meta[name="csrf"]').content;
  const waiting = [];
  let running = false;
  let done = 0;

  const parsed = (html, selector) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return one(selector, holder.content);
  };
  const filled = (id, name) => {
    const item = one(id).content.cloneNode(true).firstElementChild;
    one("[data-name]", item).textContent = name;
    return item;
  };

  // Rows.
  const put = (receipt, html) => {
    const row = parsed(html, "tr");
    const frame = one("#rows[data-waiting]");
    const old = document.getElementById(receipt);
    if (!row) return;
    if (old) old.replaceWith(row);
    else if (frame) {
      one("tbody", frame).prepend(row);
      for (const count of all(".tabs [aria-current] .count, .pager .soft .number")) count.textContent = Number(count.textContent) + 1;
      frame.hidden = false;
      one("#nothing")?.remove();
    }
  };
  const follow = (address, receipt) => poll(address, (reply) => {
    if (reply.analysis === "queued") return false;
    put(receipt, reply.row);
    return true;
  }, { every: 800, most: 4000 });
  const appear = async (receipt) => {
    const address = `/documents/${receipt}/status.json`;
    const reply = await fetchJson(address).catch(() => null);
    if (reply) put(receipt, reply.row);
    if (!reply || reply.analysis === "queued") follow(address, receipt);
  };

  // Sending: one request a file, so that one that is refused or too large never stops the rest.
  const sent = (body, onProgress) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF", csrf);
    request.upload.addEventListener("progress", (event) => onProgress(event.total ? event.loaded / event.total : 0));
    request.addEventListener("loadend", () => {
      let reply = {};
      try {
        reply = JSON.parse(request.responseText);
      } catch {
        // No answer, or none of ours.
      }
      resolve(request.status === 200 ? reply : { error: reply.error || "连接不上服务器，或没有成功：请检查网络后重试" });
    });
    request.send(body);
  });
  const carry = async ({ name, body, item }) => {
    const bar = one("progress", item);
    const reply = await sent(body, (share) => {
      if (share < 1) bar.value = share;
      else bar.removeAttribute("value");
    });
    if (reply.error) {
      const line = filled("#t-failed", name);
      one("[data-reason]", line).textContent = reply.error;
      item.replaceWith(line);
      return;
    }
    for (const result of reply.results) {
      item.before(parsed(result.line, "li"));
      if (result.kind === "taken") appear(result.receipt);
    }
    item.remove();
  };
  const run = async () => {
    if (running) return;
    running = true;
    while (waiting.length) {
      await carry(waiting.shift());
      done += 1;
      total.max = done + waiting.length;
      total.value = done;
    }
    running = false;
  };
  const queue = (name, size, append) => {
    results.hidden = false;
    if (size > Number(form.dataset.most)) {
      list.append(filled("#t-large", name));
      return;
    }
    const body = new FormData();
    append(body);
    const item = filled("#t-sending", name);
    list.append(item);
    waiting.push({ name, body, item });
    total.max = done + waiting.length;
    run();
  };
  const aside = (name) => name.startsWith(".") || name.startsWith("~$") || /^(thumbs\.db|desktop\.ini)$/i.test(name);
  const take = (files) => {
    for (const file of files) if (!aside(file.name)) queue(file.name, file.size, (body) => body.append("file", file, file.name));
  };

  // Folders that are dropped: their files, however deep.
  const entries = (reader) => new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
  const within = async (entry) => {
    if (entry.isFile) return new Promise((resolve) => entry.file((file) => resolve([file]), () => resolve([])));
    const reader = entry.createReader();
    const found = [];
    for (let some = await entries(reader); some.length; some = await entries(reader)) {
      for (const each of some) found.push(...await within(each));
    }
    return found;
  };
  const dropped = async (transfer) => {
    const roots = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!roots.length) return [...transfer.files];
    const found = [];
    for (const root of roots) found.push(...await within(root));
    return found;
  };

  let depth = 0;
  const over = (by) => {
    depth = Math.max(0, depth + by);
    zone.classList.toggle("is-over", depth > 0);
  };
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => carriesFiles(event) && over(1));
  document.addEventListener("dragleave", (event) => carriesFiles(event) && over(-1));
  document.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  document.addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over(-depth);
    take(await dropped(event.dataTransfer));
  });
  for (const input of all('input[type="file"]', form)) {
    input.addEventListener("change", () => {
      take([...input.files]);
      input.value = "";
    });
  }

  // Pasted: a file goes up at once; text is shown first, to be looked at before it is sent.
  const text = one("#f-text");
  document.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      take([...event.clipboardData.files]);
    } else if (!event.target.matches("input, textarea, select")) {
      const pasted = event.clipboardData.getData("text/plain");
      if (!pasted.trim()) return;
      event.preventDefault();
      one(".pasting").open = true;
      text.value = pasted;
      text.focus();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const pasted = text.value;
    if (!pasted.trim()) {
      text.focus();
      return;
    }
    const name = "粘贴的文字";
    queue(name, new Blob([pasted]).size, (body) => body.append("text", pasted));
    text.value = "";
  });

  for (const row of all("[data-status]")) follow(row.dataset.status, row.id);
}
