// The form: what is missing follows what is typed; saving keeps the page; a suggestion is taken with one click.
"use strict";
{
  const { send, toast, failed, saved, keys, one, all } = window.gongkai;
  const form = one("#sheet");
  const list = one("[data-lacks]");
  const editable = form.matches("[data-guard]");
  let round = 0;

  const written = () => new FormData(form);
  const errors = (cell, texts) => {
    const place = one("[data-lack]", cell);
    place.replaceChildren(...texts.map((text) => {
      const line = document.createElement("p");
      line.className = "error";
      line.textContent = text;
      return line;
    }));
    cell.classList.toggle("lacking", texts.length > 0);
  };
  // A suggestion is offered wherever something else stands.
  const differs = (cell) => {
    const offer = one("[data-offer]", cell);
    if (!offer) return;
    const given = written().getAll(cell.dataset.field).map((value) => value.trim()).filter(Boolean).sort();
    const wanted = JSON.parse(offer.dataset.offer).filter(Boolean).sort();
    one("[data-suggested]", cell).hidden = JSON.stringify(given) === JSON.stringify(wanted);
  };
  const shown = (reply) => {
    const needed = new Set(reply.needed);
    const visible = new Set(reply.shown);
    for (const cell of all("[data-field]", form)) {
      const id = cell.dataset.field;
      cell.hidden = !visible.has(id);
      one(".star", cell).hidden = !needed.has(id);
      const wrong = reply.wrong?.[id];
      errors(cell, wrong ? [wrong] : reply.lacks.filter((lack) => lack.field === id).map((lack) => lack.text));
    }
    for (const group of all(".group", form)) group.hidden = !one("[data-field]:not([hidden])", group);
    if (list) list.innerHTML = reply.list;
    const incomplete = one("[data-incomplete]");
    if (incomplete) incomplete.hidden = !reply.lacks.length;
  };
  const check = async () => {
    const mine = (round += 1);
    const reply = await send(form.dataset.check, written());
    if (mine === round) shown(reply);
  };
  let waiting = 0;
  const soon = (wait) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => check().catch(failed), wait);
  };
  const save = async () => {
    clearTimeout(waiting);
    round += 1;
    const reply = await send(form.action, written()).catch((error) => {
      for (const [id, text] of Object.entries(error.reply?.wrong || {})) errors(document.getElementById(`cell-${id}`), [text]);
      throw error;
    });
    form.elements.base.value = reply.base;
    saved(form);
    shown(reply);
    one("[data-saved]").textContent = one("#t-saved").content.textContent;
  };

  if (editable) {
    form.addEventListener("input", (event) => {
      const cell = event.target.closest("[data-field]");
      if (cell) differs(cell);
      soon(event.target.matches("[type=radio], [type=checkbox], select") ? 60 : 500);
    });
    // What is sent on is what is on the screen; with something lacking, a reason stands beside it.
    let leaving = false;
    const sendOn = (button) => {
      const reason = one("#submit-reason");
      if (!one("[data-incomplete]").hidden && !reason.value.trim()) {
        reason.focus();
        return toast("还有缺项：请补齐，或写明带缺项送审的理由");
      }
      leaving = true;
      form.requestSubmit(button);
      leaving = false;
    };
    const told = () => toast(one("#t-saved").content.textContent);
    form.addEventListener("submit", (event) => {
      if (leaving) return;
      event.preventDefault();
      const button = event.submitter?.matches("[data-submits]") ? event.submitter : null;
      save().then(() => (button ? sendOn(button) : told())).catch(failed);
    });
    keys.on("Ctrl+s", "", () => form.requestSubmit());
    form.addEventListener("click", (event) => {
      const offer = event.target.closest("[data-offer]");
      if (!offer) return;
      const values = JSON.parse(offer.dataset.offer);
      const name = offer.closest("[data-field]").dataset.field;
      for (const control of all(`[name="${name}"]`, form)) {
        if (control.matches("[type=radio], [type=checkbox]")) control.checked = values.includes(control.value);
        else control.value = values[0] ?? "";
      }
      differs(offer.closest("[data-field]"));
      soon(0);
    });
  }
}
