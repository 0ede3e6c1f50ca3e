// Every text that can be seen or is read aloud now, with where it stands.
const SILENT = "script, style, svg, kbd, code, pre, .avatar, [data-written], iframe";
const NAMES = ["aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription", "aria-valuetext"];
const seen = [];
const say = (text, element) => {
  if (/[a-z]{2}/i.test(text ?? "")) seen.push([text.trim(), element.outerHTML.slice(0, 160)]);
};
for (const element of document.querySelectorAll("body *")) {
  const isShown = element.checkVisibility({ visibilityProperty: true }) || element.matches(".visually-hidden");
  if (!isShown || element.closest(SILENT)) continue;
  for (const name of NAMES) say(element.getAttribute(name), element);
  const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data);
  // A place where a line may break is within a text.
  for (const text of element.querySelector(":scope > wbr") ? [texts.join("")] : texts) say(text, element);
}
return [seen, [...(globalThis.recadoHeard ?? [])]];
