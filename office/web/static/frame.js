/* In a frame: Escape gives the keyboard back to the site around it. The message carries nothing but the wish. */
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) window.parent.postMessage("tanya-ppid:tutup", "*");
  });
})();
