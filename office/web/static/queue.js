// The queue while it stands open: news comes in without moving anybody's focus or losing what is ticked.
(() => {
  "use strict";
  const changed = document.getElementById("berubah");
  const form = document.getElementById("sekaligus");
  const count = document.getElementById("terpilih");
  const boxes = () => [...document.querySelectorAll('input[name="pilih"]')];

  const tell = () => {
    if (!count) return;
    const chosen = boxes().filter((box) => box.checked).length;
    count.textContent = chosen ? `${chosen} ${count.dataset.said}` : "";
  };
  document.addEventListener("change", (event) => {
    if (event.target.name === "pilih") tell();
  });

  const all = form && form.querySelector("button[data-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const any = boxes().some((box) => !box.checked);
      for (const box of boxes()) box.checked = any;
      tell();
    });
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const list = document.getElementById("antrean");
    if (event.detail.xhr.status !== 200) return;
    const busy = list.contains(document.activeElement) || boxes().some((box) => box.checked);
    // Somebody is in the middle of the list: it is theirs until they ask for the new one.
    if (busy) event.detail.shouldSwap = false;
    changed.hidden = !busy;
  });
})();
