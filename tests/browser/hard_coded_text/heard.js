// Keeps every text that the page is told from outside: what it shows of these is data. To be run before the page's own.
const heard = new Set();
globalThis.recadoHeard = heard;

const hear = (value) => {
  if (typeof value === "string") heard.add(value);
  else if (value && typeof value === "object") {
    for (const [name, inside] of Object.entries(value)) {
      // The names of variables and of reactions are data too.
      if (!Array.isArray(value)) heard.add(name);
      hear(inside);
    }
  }
};
const read = (text) => {
  try {
    hear(JSON.parse(text));
  } catch {} // No JSON holds no data.
};

const ask = globalThis.fetch;
globalThis.fetch = async (...given) => {
  const answer = await ask(...given);
  if (/\/(api|emoji)\/|config\.json/.test(answer.url)) answer.clone().text().then(read, () => {});
  return answer;
};

globalThis.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => read(data));
  }
};
