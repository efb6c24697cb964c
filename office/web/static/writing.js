// Writing an answer: a canned reply goes in at the caret, drafts are saved quietly. All of it works without this.
(() => {
  "use strict";
  const QUIET = 3000;
  for (const form of document.querySelectorAll("form:has([data-draft])")) {
    const text = form.querySelector("textarea[name=text]");
    const draft = form.querySelector("[data-draft]");
    const insert = form.querySelector("[data-insert]");
    const box = form.querySelector(".writing");
    const status = box.querySelector("[role=status]");
    let timer = 0;
    let sending = false;

    const save = async () => {
      if (sending) return;
      try {
        const answer = await fetch(draft.formAction, {
          method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Quiet": "1" }, redirect: "error",
        });
        status.textContent = answer.ok ? status.dataset.saved : status.dataset.failed;
      } catch {
        status.textContent = status.dataset.failed;
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(save, QUIET);
    });
    form.addEventListener("submit", () => {
      sending = true;
      clearTimeout(timer);
    });

    if (insert) insert.addEventListener("click", (event) => {
      const chosen = form.elements.reply.selectedOptions[0];
      if (!chosen.dataset.text) return;
      event.preventDefault();
      text.setRangeText(chosen.dataset.text, text.selectionStart, text.selectionEnd, "end");
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
      status.textContent = box.dataset.saidInserted;
    });
  }
})();
