/* The microphone: a button that starts and ends a recording, works by keyboard and says what is happening.
   Without this file a recording is sent as a file. Nothing is ever played by itself. */
(() => {
  "use strict";
  const form = document.getElementById("suara");
  const button = document.getElementById("rekam");
  const cancel = document.getElementById("batal-rekam");
  const file = document.getElementById("rekaman");
  const state = document.getElementById("keadaan");
  const details = form.querySelector("details");
  const list = document.getElementById("pesan");
  let recorder = null;
  let thrown = false;

  const say = (text) => { state.textContent = text || ""; };

  const show = (recording) => {
    button.textContent = recording ? button.dataset.stop : button.dataset.start;
    button.setAttribute("aria-pressed", String(recording));
    cancel.hidden = !recording;
  };

  const send = (parts, kind) => {
    const files = new DataTransfer();
    files.items.add(new File(parts, "rekaman", { type: kind }));
    file.files = files.files;
    form.requestSubmit();
  };

  const start = async () => {
    let microphone;
    try {
      microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      say(form.dataset.microphone);
      return;
    }
    const parts = [];
    thrown = false;
    recorder = new MediaRecorder(microphone);
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      microphone.getTracks().forEach((track) => track.stop());
      show(false);
      if (thrown) say(form.dataset.cancelled);
      else send(parts, recorder.mimeType);
      recorder = null;
    });
    recorder.start();
    show(true);
    say(form.dataset.recording);
  };

  const stop = (throwAway) => {
    thrown = throwAway;
    if (recorder && recorder.state !== "inactive") recorder.stop();
  };

  button.addEventListener("click", () => { if (recorder) stop(false); else start(); });
  cancel.addEventListener("click", () => { stop(true); button.focus(); });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && recorder) stop(true); });

  form.addEventListener("htmx:beforeRequest", () => {
    button.disabled = true;
    say(form.dataset.listening);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    button.disabled = false;
    file.value = "";
    say(event.detail.successful ? "" : form.dataset.failed);
    if (event.detail.successful && details.open) {
      // The answer is what counts now: on a small screen the open form would lie over it.
      const inside = details.contains(document.activeElement);
      details.open = false;
      if (inside) details.querySelector("summary").focus();
    }
    if (event.detail.successful && list.lastElementChild) list.lastElementChild.scrollIntoView({ block: "nearest" });
  });

  if (navigator.mediaDevices && window.MediaRecorder) form.querySelector(".recorder").hidden = false;
})();
