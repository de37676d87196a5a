// The reviewer's queue by keyboard: j and k come from app.js (data-rows).
"use strict";
{
  const { keys, one, all } = window.gongkai;
  const count = () => {
    const output = one("#checked");
    if (output) output.value = all('[name="receipt"]:checked').length;
  };
  const row = () => document.activeElement?.closest("tr[data-receipt]");
  keys.on("x", "勾选或取消", () => one('[name="receipt"]', row() || undefined)?.click());
  keys.on("/", "到筛选框", () => {
    one("#f-q").focus();
    one("#f-q").select();
  });
  keys.on("Escape", "", () => {
    if (document.activeElement?.id !== "f-q") return;
    one("[data-rows] tbody a")?.focus();
  });
  document.addEventListener("change", count);
  addEventListener("pageshow", count);
  one("[data-rows] tbody a")?.focus({ preventScroll: true });
  one("[data-rows] tbody tr")?.classList.add("is-current");
}
