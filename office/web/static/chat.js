/* The chat with script: Enter sends, what was sent is seen at once, errors say what to do. Without this
   file the page works as a plain form. */
(() => {
  "use strict";
  const form = document.getElementById("kirim");
  const box = document.getElementById("tulis");
  const list = document.getElementById("pesan");
  const state = document.getElementById("keadaan");
  const failure = document.getElementById("gagal");
  const sending = document.getElementById("sementara");
  const below = document.getElementById("baru-di-bawah");
  const sendButton = form.querySelector(".box button");
  let busy = false;
  let sent = null; // what is on its way: {text, choice}

  document.documentElement.classList.add("scripted");
  box.setAttribute("aria-describedby", "tombol");

  const say = (text) => { state.textContent = text || ""; };

  const grow = () => {
    if (CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  };

  const nearEnd = () =>
    document.documentElement.scrollHeight - window.scrollY - window.innerHeight < 160;

  const show = (line) => {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    line.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  };

  const fail = (reason) => {
    busy = false;
    sending.hidden = true;
    say("");
    const note = document.getElementById("gagal-isi").content.cloneNode(true);
    const words = note.querySelector(".reason");
    words.textContent = words.dataset[reason];
    const again = note.querySelector("button");
    if (sent && sent.choice) {
      again.name = "choice";
      again.value = sent.choice;
    } else if (sent && box.value !== sent.text) {
      // The words go back into the box: the same words with the same id are the same message.
      box.value = box.value.trim() ? `${sent.text}\n${box.value}` : sent.text;
      grow();
    }
    if (reason === "long") again.remove();
    failure.replaceChildren(note);
    if (again.isConnected) htmx.process(again);
  };

  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (busy) say(state.dataset.still);
    else if (box.value.trim()) form.requestSubmit(sendButton);
  });
  form.addEventListener("submit", () => { if (busy) say(state.dataset.still); });

  form.addEventListener("htmx:beforeRequest", (event) => {
    const given = event.detail.requestConfig.parameters;
    if (!given.choice && !(given.text || "").trim()) {
      event.preventDefault();
      return;
    }
    busy = true;
    sent = { text: given.text, choice: given.choice };
    failure.replaceChildren();
    sending.querySelector(".words").textContent = given.choice || given.text;
    sending.hidden = false;
    if (!given.choice) {
      box.value = "";
      grow();
    }
    say(state.dataset.working);
    sending.scrollIntoView({ block: "nearest" });
  });

  const known = new Set();
  list.addEventListener("htmx:beforeSwap", () => {
    known.clear();
    for (const line of list.children) known.add(line);
  });
  list.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig && event.detail.requestConfig.elt !== form) return;
    if (!busy) return;
    busy = false;
    sending.hidden = true;
    say("");
    const added = [...list.children].filter((line) => !known.has(line));
    // A message sent again after its answer had arrived unseen stands here once.
    const fresh = added.filter((line) => {
      const twice = [...known].some((old) => old.id === line.id);
      if (twice) line.remove();
      return !twice;
    });
    if (fresh.length) show(fresh[0]);
  });

  form.addEventListener("htmx:sendError", () => fail("network"));
  form.addEventListener("htmx:timeout", () => fail("network"));
  form.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    fail(status === 413 ? "long" : status === 429 ? "wait" : "server");
    if (status !== 429) return;
    const again = failure.querySelector("button");
    const seconds = Number(event.detail.xhr.getResponseHeader("Retry-After")) || 5;
    // Unless the citizen was quicker: then this button is gone.
    setTimeout(() => { if (again.isConnected && !busy) again.click(); }, seconds * 1000);
  });

  let atEnd = true;
  list.addEventListener("htmx:sseBeforeMessage", (event) => {
    // After a broken connection the stream starts again from where the page was made.
    if (document.getElementById(`b${event.detail.lastEventId}`)) event.preventDefault();
    atEnd = nearEnd();
  });
  list.addEventListener("htmx:sseMessage", () => {
    if (atEnd) show(list.lastElementChild);
    else below.hidden = false;
  });
  below.addEventListener("click", () => {
    below.hidden = true;
    show(list.lastElementChild);
    box.focus({ preventScroll: true });
  });

  window.addEventListener("offline", () => say(state.dataset.offline));
  window.addEventListener("online", () => { if (!busy) say(""); });

  const last = document.getElementById("terakhir");
  if (last && !location.hash) last.scrollIntoView({ block: "start" });
  grow();
})();
