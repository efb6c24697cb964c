/* Tanya PPID on another site. <a href="https://…/" data-tanya-ppid>…</a><script src="https://…/widget.js" defer></script>
   The link becomes the button; without it a button of our own stands in the corner. No inline style or script, no
   cookie, nothing loaded before it is opened. Needs script-src and frame-src for this house, nothing else. */
(() => {
  "use strict";
  const house = new URL(document.currentScript.src).origin;
  const words = {{ {"name": t("public.widget.title", office=name), "open": t("public.widget.open"), "close": t("public.widget.close"), "page": t("public.widget.page"), "frame": t("public.widget.frame", office=name)} | tojson }};
  if (document.documentElement.hasAttribute("data-tanya-ppid-ada")) return;
  document.documentElement.setAttribute("data-tanya-ppid-ada", "");

  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };

  const host = make("div");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // a style element would need a hole in the site's policy
  sheet.replaceSync(`
    :host { all: initial; color-scheme: light dark; --ink: #12202b; --paper: #fff; --mark: #0b5f6e; --line: #7b8a97;
      font: 1rem/1.4 system-ui, sans-serif; }
    @media (prefers-color-scheme: dark) { :host { --ink: #f0f4f7; --paper: #18212a; --mark: #6fcbdc; --line: #71808d; } }
    button, a { font: inherit; font-weight: 600; color: var(--mark); background: var(--paper); min-height: 2.75rem;
      padding: 0.4rem 0.9rem; border: 2px solid var(--mark); border-radius: 0.5rem; cursor: pointer;
      display: inline-flex; align-items: center; box-sizing: border-box; text-decoration: none; }
    :focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
    .corner { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483646; border-radius: 1.5rem;
      box-shadow: 0 2px 8px rgb(0 0 0 / 0.3); }
    [role="dialog"] { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483647; display: flex;
      flex-direction: column; width: min(26rem, calc(100vw - 2rem)); height: min(42rem, calc(100vh - 2rem));
      color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 0.75rem;
      box-shadow: 0 4px 24px rgb(0 0 0 / 0.35); overflow: hidden; }
    [hidden] { display: none !important; }
    .bar { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; padding: 0.5rem 0.75rem; }
    h2 { flex: 1 1 8rem; margin: 0; font: inherit; font-weight: 700; }
    iframe { flex: 1 1 auto; width: 100%; border: 0; border-top: 1px solid var(--line); background: var(--paper); }
    @media (max-width: 30rem) { [role="dialog"] { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }
  `);
  shadow.adoptedStyleSheets = [sheet];

  const panel = make("div", { role: "dialog", "aria-labelledby": "judul", tabindex: "-1", hidden: "" });
  const bar = make("div", { class: "bar" });
  const close = make("button", { type: "button" }, words.close);
  bar.append(
    make("h2", { id: "judul" }, words.name),
    make("a", { href: `${house}/`, target: "_blank", rel: "noopener" }, words.page),
    close,
  );
  panel.append(bar);
  shadow.append(panel);

  let opener = document.querySelector("a[data-tanya-ppid]");
  if (!opener) {
    opener = make("button", { type: "button", class: "corner" }, words.open);
    shadow.prepend(opener);
  } else if (opener.getAttribute("role") !== "button") {
    opener.setAttribute("role", "button");
    opener.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      show();
    });
  }
  opener.setAttribute("aria-haspopup", "dialog");
  opener.setAttribute("aria-expanded", "false");

  let frame = null;
  function show() {
    if (!frame) {
      frame = make("iframe", { title: words.frame, src: `${house}/sematan`, allow: "microphone", referrerpolicy: "no-referrer" });
      panel.append(frame);
    }
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    panel.focus();
  }
  function hide() {
    if (panel.hidden) return;
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a link in a tab of its own stays one
    event.preventDefault();
    if (panel.hidden) show(); else hide();
  });
  close.addEventListener("click", hide);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  window.addEventListener("message", (event) => {
    if (frame && event.source === frame.contentWindow && event.data === "tanya-ppid:tutup") hide();
  });
  document.body.append(host);
})();
