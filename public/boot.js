// Starts the WebAssembly app of the page that loads this file. The page names its two files in links, so that no
// script has to be inline. What can go wrong before the app is there is said here, in words and with a way out.

const TEXTS = {
  en: {
    old: "This browser is too old for this page. Update it, or use a current Firefox, Chrome, Edge or Safari.",
    network: "The page could not be loaded completely. Check your connection and try again; nothing you wrote is lost.",
    broken: "The page could not be started. Try again; if it happens again, tell whoever runs this site.",
    retry: "Retry",
  },
  "pt-BR": {
    old: "Este navegador é antigo demais para esta página. Atualize-o ou use um Firefox, Chrome, Edge ou Safari atual.",
    network: "A página não foi carregada por inteiro. Verifique sua conexão e tente de novo; nada do que você escreveu se perdeu.",
    broken: "A página não foi iniciada. Tente de novo; se voltar a acontecer, avise quem cuida deste site.",
    retry: "Tentar de novo",
  },
  es: {
    old: "Este navegador es demasiado antiguo para esta página. Actualízalo o usa un Firefox, Chrome, Edge o Safari actual.",
    network: "La página no se cargó por completo. Revisa tu conexión e inténtalo de nuevo; no se perdió nada de lo que escribiste.",
    broken: "La página no se inició. Inténtalo de nuevo; si vuelve a pasar, avisa a quien administra este sitio.",
    retry: "Reintentar",
  },
  ar: {
    old: "هذا المتصفح قديم جدًا لهذه الصفحة. حدّثه أو استخدم إصدارًا حديثًا من Firefox أو Chrome أو Edge أو Safari.",
    network: "لم تُحمَّل الصفحة كاملة. تحقق من اتصالك وحاول مرة أخرى؛ لم يضع شيء مما كتبته.",
    broken: "لم تبدأ الصفحة. حاول مرة أخرى؛ وإن تكرر ذلك فأخبر من يدير هذا الموقع.",
    retry: "إعادة المحاولة",
  },
};

/** What is wrong when the app can't start: the name of its text. */
class StartError extends Error {
  constructor(text, cause) {
    super(TEXTS.en[text], { cause });
    this.text = text;
  }
}

async function start() {
  if (typeof WebAssembly !== "object" || typeof WebAssembly.instantiate !== "function") {
    throw new StartError("old");
  }
  // The bytes are asked for here and not by the generated module, so that a missing file is told from a broken one.
  const [module, wasm, texts] = await Promise.all([
    load(() => import(address("app-module"))),
    load(() => file(address("app-wasm"))),
    load(firstTexts),
  ]);
  globalThis.recadoTexts = texts;
  await module.default({ module_or_path: wasm });
}

/** The texts that the app begins with, and their language: what was chosen on this device, or what the browser prefers.
 * A page without links to texts has them in its program. */
async function firstTexts() {
  const links = [...document.querySelectorAll("link[rel=alternate][hreflang]")];
  const wanted = [chosenLanguage(), ...navigator.languages, "en"];
  const found = wanted.flatMap((tag) => links.filter(({ hreflang }) => primary(hreflang) === primary(tag)));
  const texts = async ({ href, hreflang }) => [hreflang, await (await file(href)).text()];
  // English is better than nothing; the app asks for the right ones again, and says so when it can't have them.
  return found.length ? texts(found[0]).catch(() => texts(found.at(-1))) : undefined;
}

/** What a language is called without its region: both "pt-PT" and "pt-BR" are "pt". */
function primary(tag) {
  return tag.split(/[-_]/)[0].toLowerCase();
}

function chosenLanguage() {
  try {
    return localStorage.getItem("recado.language") ?? "";
  } catch {
    return "";
  }
}

async function file(address) {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`${response.url}: ${response.status}`);
  }
  return response;
}

/** What `/diagnostics` says of this page's speed: the slowest answers to presses and keys, and long frames. */
function measure() {
  const slowest = [];
  const vitals = { interactions: 0, interaction_p98_ms: 0, long_frames: 0, longest_frame_ms: 0 };
  globalThis.recadoVitals = vitals;
  const observe = (type, options, take) => {
    // A browser that can't measure this says nothing of it.
    if (PerformanceObserver.supportedEntryTypes.includes(type)) {
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
    }
  };
  observe("event", { durationThreshold: 16 }, ({ interactionId, duration }) => {
    if (interactionId) {
      vitals.interactions += 1;
      // Interaction to Next Paint leaves out one of every fifty.
      slowest.push(duration);
      slowest.sort((a, b) => b - a).splice(10);
      vitals.interaction_p98_ms = slowest[Math.min(slowest.length - 1, Math.floor(vitals.interactions / 50))];
    }
  });
  observe("longtask", {}, ({ duration }) => {
    vitals.long_frames += 1;
    vitals.longest_frame_ms = Math.max(vitals.longest_frame_ms, Math.round(duration));
  });
}

/** The full address in one of the page's links. */
function address(id) {
  return document.getElementById(id).href;
}

async function load(get) {
  try {
    return await get();
  } catch (error) {
    throw new StartError(error instanceof SyntaxError ? "old" : "network", error);
  }
}

function report(error) {
  console.error(error);
  // A page of which a part is there already is better than this sentence.
  if (document.querySelector("main")) {
    return;
  }
  const language = Object.keys(TEXTS).find((tag) => primary(tag) === primary(navigator.language)) ?? "en";
  const texts = TEXTS[language];
  const box = document.createElement("main");
  box.className = "boot-failure";
  box.lang = language;
  box.dir = "auto";
  const sentence = document.createElement("p");
  sentence.setAttribute("role", "alert");
  sentence.textContent = texts[error instanceof StartError ? error.text : "broken"];
  const retry = document.createElement("button");
  retry.type = "button";
  retry.textContent = texts.retry;
  retry.addEventListener("click", () => location.reload());
  box.append(sentence, retry);
  document.body.append(box);
}

/** Keeps the page on this device, and tells the app when a newer one is there to be taken. */
async function keepPage() {
  const workers = navigator.serviceWorker;
  // A page without a manifest is part of another one, such as the widget's window.
  if (!workers || !document.querySelector("link[rel=manifest]")) {
    return;
  }
  const registration = await workers.register("service-worker.js");
  const offer = () => {
    // The first one ever has nothing to replace.
    if (registration.waiting && workers.controller) {
      window.dispatchEvent(new Event("recado-newer-page"));
    }
  };
  window.addEventListener("recado-take-newer-page", () => {
    workers.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("take over");
  });
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
  offer();
  // A page that is open all day looks now and then.
  setInterval(() => registration.update().catch(() => {}), 30 * 60 * 1000);
}

// Where a page can't be kept (an insecure address, a private window) it works like any other.
measure();
start().then(() => keepPage().catch((error) => console.info("not kept for offline:", error)), report);
