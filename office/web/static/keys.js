// Single keys for who works through the queue all day. Each person can turn them off in their account (WCAG 2.1.4);
// everything they do is also reached with Tab and Enter.
(() => {
  "use strict";
  const help = document.getElementById("pintasan");
  const opener = document.querySelector("button[data-keys]");
  if (!help) return;
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());

  const links = () => [...document.querySelectorAll("table.queue td.request a")];
  const move = (step) => {
    const all = links();
    if (!all.length) return;
    const row = document.activeElement.closest("table.queue tr");
    const at = all.findIndex((link) => row && row.contains(link));
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const pick = () => {
    const row = document.activeElement.closest("table.queue tr");
    const box = row && row.querySelector("input[type=checkbox]");
    if (box) box.click();
  };
  const search = () => {
    const box = document.getElementById("cari");
    if (box) box.focus();
    else location.assign("/desk/perkara");
  };
  const acts = {
    j: () => move(1),
    k: () => move(-1),
    x: pick,
    "/": search,
    u: () => location.assign("/desk/perkara"),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
