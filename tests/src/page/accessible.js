// Finds elements as assistive technology does: by role and accessible name, in what is really there
// for a reader, through open shadow roots. WebDriver can say the role and the name of one element,
// but can't look for them; this is the part of the rules that our pages use (WAI-ARIA, HTML-AAM,
// AccName), and a test compares it with what the browser itself computes.
//
// arguments[0] is a path, `[{role, names, match}]`, each step inside the one before it; arguments[1]
// says what is wanted of what was found: "elements", or "facts".

const INPUT_ROLES = {
  button: "button", submit: "button", reset: "button", image: "button", checkbox: "checkbox", radio: "radio",
  range: "slider", number: "spinbutton", search: "searchbox",
};
const TAG_ROLES = {
  article: "article", aside: "complementary", button: "button", dialog: "dialog", h1: "heading", h2: "heading",
  h3: "heading", h4: "heading", h5: "heading", h6: "heading", hr: "separator", img: "img", li: "listitem", main: "main",
  nav: "navigation", ol: "list", textarea: "textbox", ul: "list", iframe: "iframe", time: "time",
  fieldset: "group", select: "combobox",
};
// Roles that are named by what is in them.
const NAMED_BY_CONTENT = new Set([
  "button", "checkbox", "heading", "link", "menuitem", "menuitemcheckbox", "menuitemradio", "option", "radio",
  "switch", "tab", "tooltip",
]);

const tidy = (text) => text.replace(/\s+/g, " ").trim();
const byId = (element, ids) =>
  ids.split(/\s+/).map((id) => element.getRootNode().getElementById(id)).filter(Boolean);

function role(element) {
  const explicit = (element.getAttribute("role") || "").trim().split(/\s+/)[0];
  if (explicit) return explicit;
  const tag = element.localName;
  if (tag === "a") return element.hasAttribute("href") ? "link" : "";
  if (tag === "input") return INPUT_ROLES[element.type] || "textbox";
  // These are landmarks only when they have a name.
  if (tag === "section") return label(element) ? "region" : "";
  if (tag === "form") return label(element) ? "form" : "";
  return TAG_ROLES[tag] || "";
}

// The name that the author gave, apart from the content.
function label(element) {
  const labelled = element.getAttribute("aria-labelledby");
  if (labelled) {
    const text = tidy(byId(element, labelled).map(content).join(" "));
    if (text) return text;
  }
  const own = tidy(element.getAttribute("aria-label") || "");
  if (own) return own;
  if (element.labels && element.labels.length) return tidy([...element.labels].map(content).join(" "));
  const legend = element.localName === "fieldset" && element.querySelector(":scope > legend");
  if (legend) return tidy(content(legend));
  if (element.localName === "img") return tidy(element.getAttribute("alt") || "");
  return "";
}

function name(element) {
  const given = label(element);
  if (given) return given;
  if (NAMED_BY_CONTENT.has(role(element))) {
    const text = tidy(content(element));
    if (text) return text;
  }
  return tidy(element.getAttribute("title") || element.getAttribute("placeholder") || "");
}

// What is read aloud of an element and all that is in it.
function content(element) {
  let text = "";
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") continue;
    // A label is not named by the field that stands in it.
    if (node.labels && node.labels.length) continue;
    const style = getComputedStyle(node);
    if (style.display === "none" || style.visibility === "hidden") continue;
    const inner = label(node) || content(node) || tidy(node.getAttribute("title") || "");
    text += style.display.startsWith("inline") ? inner : ` ${inner} `;
  }
  return text;
}

function isThere(element) {
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  for (let at = element; at; at = at.parentNode || at.host) {
    if (at.nodeType !== Node.ELEMENT_NODE) continue;
    if (at.getAttribute("aria-hidden") === "true" || at.inert) return false;
  }
  return true;
}

function* everything(root) {
  for (const element of root.querySelectorAll("*")) {
    yield element;
    if (element.shadowRoot) yield* everything(element.shadowRoot);
  }
}

function fits(element, wanted) {
  if (role(element) !== wanted.role || !isThere(element)) return false;
  if (wanted.match === "any") return true;
  const found = name(element);
  return wanted.names.some((name) => (wanted.match === "begins" ? found.startsWith(name) : found === name));
}

function find(path) {
  let places = [document];
  for (const wanted of path) {
    const found = new Set();
    for (const place of places) {
      for (const element of everything(place)) if (fits(element, wanted)) found.add(element);
    }
    places = [...found];
  }
  return places;
}

function facts(element) {
  const aria = (what) => element.getAttribute(`aria-${what}`);
  const number = (what) => (aria(what) === null ? null : Number(aria(what)));
  const box = element.getBoundingClientRect();
  return {
    name: name(element),
    // What a reader sees, line by line, and what a screen reader reads.
    text: element.innerText || "",
    spoken: tidy(content(element)),
    description: tidy(aria("describedby") ? byId(element, aria("describedby")).map(content).join(" ") : ""),
    value: element.value === undefined ? null : String(element.value),
    checked: element.checked === true || aria("checked") === "true",
    selected: aria("selected") === "true",
    expanded: aria("expanded") === "true",
    disabled: element.disabled === true || aria("disabled") === "true",
    focused: element.getRootNode().activeElement === element,
    position: number("posinset"),
    size: number("setsize"),
    left: box.left, top: box.top, width: box.width, height: box.height,
  };
}

const found = find(arguments[0]);
return arguments[1] === "facts" ? found.map(facts) : found;
