// Small helps for the desk; everything works without them.
(() => {
  "use strict";
  const alertBox = document.querySelector('[role="alert"][tabindex="-1"]');
  if (alertBox) alertBox.focus();

  // A long answer must not be lost by a wrong click.
  const kept = document.querySelector("form[data-keep]");
  if (kept) {
    let sending = false;
    const text = kept.querySelector("textarea");
    const before = text.value;
    kept.addEventListener("submit", () => { sending = true; });
    window.addEventListener("beforeunload", (event) => {
      if (!sending && text.value !== before) event.preventDefault();
    });
  }

  // One press copies a field for another system's form.
  const said = document.getElementById("disalin");
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(field.value);
      said.textContent = `${field.labels[0].textContent.trim()}: ${said.dataset.said}`;
    });
  }

  // What is folded away belongs on paper too.
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("main details:not([open])")) {
      fold.open = true;
      fold.dataset.folded = "";
    }
  });
  window.addEventListener("afterprint", () => {
    for (const fold of document.querySelectorAll("details[data-folded]")) {
      fold.open = false;
      delete fold.dataset.folded;
    }
  });

  const print = document.querySelector("button[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  // One press sends once.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => { delete event.target.dataset.sent; }, 4000);
  });
})();
