// The live chat's launcher. It goes on any page with one line:
//
//   <script async src="https://chat.example/widget/widget.js" data-channel="CHANNEL"></script>
//
// data-language (BCP 47) and data-position ("left" or "right") are optional. The chat itself is a
// frame beside this file, loaded when a visitor shows interest and not before. A page with a strict
// Content-Security-Policy allows the chat's origin in script-src and frame-src; nothing else is
// needed. src/browser/host.rs is the other side of the words that the frame and this file say.
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector('script[src*="widget.js"][data-channel]');
  const ONCE = Symbol.for("recado.chat");
  if (!script || window[ONCE]) return;
  window[ONCE] = true;

  const { channel = "", position, language = navigator.language || "en" } = script.dataset;
  const page = new URL("index.html", script.src);
  const TEXTS = {
    pt: ["Abrir chat", "Fechar chat", (n) => `, ${n} ${n > 1 ? "não lidas" : "não lida"}`],
    es: ["Abrir chat", "Cerrar chat", (n) => `, ${n} sin leer`],
  }[language.split(/[-_]/)[0].toLowerCase()] || ["Open chat", "Close chat", (n) => `, ${n} unread`];
  const BUBBLE = "M4 5.5h16v11H10l-4.5 4v-4H4z";
  const CHEVRON = "m6 9.5 6 6 6-6";
  const CSS = `
:host{all:initial!important;position:fixed!important;z-index:2147483647!important;inset:auto 24px 24px auto!important;
 color-scheme:light dark!important}
:host(.left){inset:auto auto 24px 24px!important}
button{all:unset;box-sizing:border-box;display:grid;place-items:center;position:relative;width:58px;height:58px;
 border-radius:50%;border:2px solid transparent;background:#2860d7;color:#fff;cursor:pointer;
 box-shadow:0 4px 16px #0000003d;-webkit-tap-highlight-color:transparent}
button:hover{background:#1d50bd}
button:focus-visible{outline:3px solid #2860d7;outline-offset:3px;box-shadow:0 0 0 3px #fff}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
span{position:absolute;top:-6px;right:-6px;box-sizing:border-box;min-width:22px;height:22px;padding:0 6px;
 border-radius:11px;background:#c8102e;color:#fff;font:600 12px/22px system-ui,sans-serif;text-align:center}
span:empty{display:none}
iframe{all:unset;position:fixed;inset:auto 24px 96px auto;width:380px;height:min(600px,100dvh - 112px);border-radius:16px;
 box-shadow:0 8px 40px #00000038;background:Canvas;color-scheme:light dark;visibility:hidden;opacity:0;
 transform:translateY(8px);transition:opacity .12s,transform .12s,visibility .12s}
:host(.left) iframe{inset:auto auto 96px 24px}
:host(.open) iframe{visibility:visible;opacity:1;transform:none;transition-property:opacity,transform}
@media (max-width:480px){
 iframe,:host(.left) iframe{inset:0;width:100%;height:100%;border-radius:0}
 :host(.open.ready) button{visibility:hidden}
 :host(.open) button{z-index:1}}
@media (prefers-reduced-motion:reduce){iframe{transition:none!important}}
@media print{:host{display:none!important}}`;

  const host = document.createElement("recado-chat");
  const root = host.attachShadow({ mode: "open" });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(Object.assign(document.createElement("style"), { textContent: CSS }));
  }
  const button = document.createElement("button");
  const badge = document.createElement("span");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS(svg.namespaceURI, "path");
  button.type = "button";
  svg.setAttribute("viewBox", "0 0 24 24");
  for (const hidden of [svg, badge]) hidden.setAttribute("aria-hidden", "true");
  svg.append(path);
  button.append(svg, badge);
  root.append(button);
  const left = position ? position === "left" : getComputedStyle(document.documentElement).direction === "rtl";
  host.classList.toggle("left", left);

  let frame; // Created on the first intent.
  let open = false;
  let ready = false; // The frame listens.
  let unread = 0;

  const show = () => {
    host.classList.toggle("open", open);
    host.classList.toggle("ready", ready);
    path.setAttribute("d", open ? CHEVRON : BUBBLE);
    badge.textContent = open || !unread ? "" : unread > 9 ? "9+" : unread;
    button.setAttribute("aria-expanded", open);
    button.setAttribute("aria-label", open ? TEXTS[1] : TEXTS[0] + (unread ? TEXTS[2](unread) : ""));
  };

  // Of an address only what says which page it is goes to the team, and where the visitor comes from.
  const address = (text, isHere) => {
    try {
      const { protocol, origin, pathname, searchParams } = new URL(text);
      const tags = [...searchParams].filter(([name]) => isHere && name.startsWith("utm_"));
      if (!protocol.startsWith("http")) return "";
      return (origin + pathname + (tags.length ? "?" + new URLSearchParams(tags) : "")).slice(0, 4000);
    } catch {
      return "";
    }
  };

  const say = () => {
    if (!ready) return;
    const tell = (word) => frame.contentWindow.postMessage("recado/" + word, page.origin);
    const here = { page: address(location.href, true), referrer: address(document.referrer) };
    if (open) tell("page/" + new URLSearchParams(here));
    tell(open ? "opened" : "closed");
  };

  const load = () => {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = "Chat";
    frame.src = page + "#" + new URLSearchParams({ channel, language, host: location.origin });
    root.prepend(frame);
  };

  // On a phone the keyboard covers a part of the page: the frame takes what is left.
  const fit = () => {
    const { scale, offsetTop, height } = window.visualViewport || {};
    const covered = open && scale === 1 && matchMedia("(max-width:480px)").matches;
    if (frame) frame.style.cssText = covered ? `top:${offsetTop}px;height:${height}px` : "";
  };

  const turn = (to) => {
    load();
    open = to;
    if (!open && !ready) {
      // It never came up, perhaps for want of a network: the next intent tries again.
      frame.remove();
      frame = null;
    }
    show();
    fit();
    say();
    if (open) frame.focus();
    else button.focus();
  };

  for (const intent of ["pointerenter", "focus", "touchstart"]) {
    button.addEventListener(intent, load, { passive: true });
  }
  button.addEventListener("click", () => turn(!open));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) turn(false);
  });

  if (window.visualViewport) for (const change of ["resize", "scroll"]) visualViewport.addEventListener(change, fit);

  // A returning visitor's frame is loaded when the page is at rest, so that the badge tells the truth.
  const key = "recado.began." + channel;
  const remember = (write) => {
    try {
      return write ? localStorage.setItem(key, "1") : localStorage.getItem(key);
    } catch {} // Storage may be refused; then the frame waits for intent every time.
  };

  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== page.origin) return;
    const [ours, word, value] = String(event.data).split("/");
    if (ours !== "recado") return;
    if (word === "ready") {
      ready = true;
      say();
    } else if (word === "unread") unread = Number(value) || 0;
    else if (word === "began") remember(true);
    else if (word === "close" && open) turn(false);
    show();
  });

  const start = () => {
    document.body.append(host);
    show();
    if (remember()) {
      const idle = window.requestIdleCallback || ((then) => setTimeout(then, 2000));
      if (document.readyState === "complete") idle(load);
      else addEventListener("load", () => idle(load));
    }
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
