// Runs in the page before anything of the app: takes the times that only the page can take.
// Times are milliseconds since the page was asked for.
(() => {
  const GIVE_UP_MS = 10_000;
  const marks = {};
  const socket = { opened: 0, last: 0, events: 0 };
  let memory = null;
  performance.setResourceTimingBufferSize(5000);

  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...all) => {
    const made = await instantiate.apply(WebAssembly, all);
    memory = made.instance.exports.memory;
    return made;
  };
  globalThis.WebSocket = class extends WebSocket {
    constructor(...all) {
      super(...all);
      this.addEventListener("open", () => (socket.opened = performance.now()));
      this.addEventListener("message", ({ data }) => {
        if (typeof data === "string") {
          socket.last = performance.now();
          socket.events += data.split('"seq"').length - 1;
        }
      });
    }
  };

  const one = (query) => document.querySelector(query);
  const rows = () => document.querySelectorAll("#conversations [role=option]");
  const chip = () => one(".connection-chip__text")?.textContent ?? "";
  const log = () => one(".log__scroller");

  /** In a task of its own, after all that has been set off. */
  const afterwards = (act) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = act;
    port2.postMessage(0);
  };

  /** After the frame that is made next: its styles, layout and paint are done or handed over. */
  const frame = () =>
    new Promise((done) => requestAnimationFrame(() => afterwards(done)));

  /** From now until something is on the screen, in milliseconds. */
  const painted = async (act, isThere) => (await drawing(act, isThere))?.[0] ?? null;

  /** The same, and how many frames it took. */
  const drawing = async (act, isThere) => {
    const begun = performance.now();
    let frames = 0;
    act();
    do {
      await frame();
      frames += 1;
      if (performance.now() - begun > GIVE_UP_MS) {
        return null;
      }
    } while (!isThere());
    return [performance.now() - begun, frames];
  };

  const watchStart = async () => {
    const until = async (isThere) => {
      while (!isThere()) {
        await frame();
      }
      return performance.now();
    };
    marks.list = await until(() => rows().length > 0 && rows()[0].textContent.trim());
    const tab = ["#filter-unread", "#filter-pending"].map(one).find((tab) => tab?.ariaSelected === "false");
    tab.click();
    marks.usable = await until(() => tab.ariaSelected === "true" && rows().length > 0);
    marks.up_to_date = await until(() => chip() === "Up to date");
  };

  /** Whether a message, and not an empty place, is in the middle of the log. */
  const isRead = () => {
    const edge = log()?.getBoundingClientRect();
    if (!edge) {
      return false;
    }
    const seen = [...log().querySelectorAll("article, .log-row")].filter((row) => {
      const box = row.getBoundingClientRect();
      return box.height > 0 && box.bottom > edge.top + 1 && box.top < edge.bottom - 1;
    });
    return seen.some((row) => row.matches("article") || row.querySelector("article"));
  };

  const go = (path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  };

  globalThis.bench = {
    marks,
    socket,
    chip,
    frame,
    memory: () => memory?.buffer.byteLength ?? 0,
    nodes: () => document.querySelectorAll("*").length,

    /** A fixed piece of work, so that machines can be compared. */
    calibrate() {
      const begun = performance.now();
      let x = 2463534242;
      for (let turn = 0; turn < 20_000_000; turn += 1) {
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
      }
      marks.calibration = x;
      return performance.now() - begun;
    },

    emptyFrame: () => painted(() => {}, () => true),

    /** Presses a tab; painted when it is selected and the rows are those of its list. */
    async filter(id) {
      const tab = one(`#${id}`);
      const before = rows()[0]?.ariaSetSize;
      return drawing(
        () => tab.click(),
        () => tab.ariaSelected === "true" && rows().length > 0 && rows()[0].ariaSetSize !== before,
      );
    },

    /** Goes to another filter; painted when the rows and the selected tab's count are those of its list. */
    async narrow(path) {
      const count = () => one("[role=tab][aria-selected=true] .tab-list__count")?.title;
      const [size, counted] = [rows()[0]?.ariaSetSize, count()];
      return drawing(() => go(path), () => rows().length > 0 && rows()[0].ariaSetSize !== size && count() !== counted);
    },

    /** Presses the row of a rank that is in the page; painted when messages of no earlier log are seen. */
    async open(rank) {
      for (const row of document.querySelectorAll(".log-row")) {
        row.isOfEarlier = true;
      }
      const row = rows()[rank];
      const isNew = () => [...document.querySelectorAll(".log-row")].every((row) => !row.isOfEarlier);
      return painted(() => row.click(), () => row.ariaSelected === "true" && isNew() && isRead());
    },

    go: async (path) => {
      for (const row of document.querySelectorAll(".log-row")) {
        row.isOfEarlier = true;
      }
      const isNew = () => [...document.querySelectorAll(".log-row")].every((row) => !row.isOfEarlier);
      return painted(() => go(path), () => location.pathname === path && isNew() && isRead());
    },

    /** Scrolls the whole list in so many frames: the times of the frames, and in how many there was no row. */
    async scrollList(frames, isDown) {
      const list = one("#conversations");
      const end = list.scrollHeight - list.clientHeight;
      const times = [];
      let blank = 0;
      let before = performance.now();
      for (let turn = 0; turn <= frames; turn += 1) {
        list.scrollTop = end * (isDown ? turn / frames : 1 - turn / frames);
        await frame();
        times.push(performance.now() - before);
        before = performance.now();
        const edge = list.getBoundingClientRect();
        const middle = document.elementFromPoint(edge.left + edge.width / 2, edge.top + edge.height / 2);
        blank += middle?.closest("[role=option]") ? 0 : 1;
      }
      return { times, blank, of: Number(rows()[0]?.ariaSetSize ?? 0) };
    },

    /** Reads towards the beginning for some time. */
    async readUp(millis) {
      const times = [];
      const begun = performance.now();
      let before = begun;
      while (performance.now() - begun < millis) {
        log().scrollTop = 0;
        await frame();
        times.push(performance.now() - before);
        before = performance.now();
      }
      return { times, height: log().scrollHeight };
    },

    /** Drags the scroll bar of the log to a place. */
    async jump(share) {
      const scroller = log();
      const to = share * (scroller.scrollHeight - scroller.clientHeight);
      return painted(() => (scroller.scrollTop = to), isRead);
    },

    /** From now on, how long each key takes until it is painted. */
    watchKeys() {
      const keys = [];
      addEventListener("keydown", async ({ timeStamp }) => {
        await frame();
        keys.push(performance.now() - timeStamp);
      }, true);
      bench.keys = keys;
    },

    /** From now on, how long frames take. */
    watchFrames() {
      const times = [];
      let before = performance.now();
      const next = () => {
        const now = performance.now();
        times.push(now - before);
        before = now;
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
      bench.frames = times;
    },

    /** The network is back: how long after the link is up all is there, and the last event had come. */
    catchUp() {
      const begun = performance.now();
      dispatchEvent(new Event("online"));
      const watch = async () => {
        while (socket.opened < begun || chip() !== "Up to date") {
          await frame();
        }
        return [performance.now() - socket.opened, socket.last - socket.opened];
      };
      return watch();
    },

    async kept() {
      const counts = {};
      for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((done, failed) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => done(request.result);
          request.onerror = () => failed(request.error);
        });
        for (const store of database.objectStoreNames) {
          counts[store] = await new Promise((done) => {
            const request = database.transaction(store).objectStore(store).count();
            request.onsuccess = () => done(request.result);
          });
        }
        database.close();
      }
      return counts;
    },

    /** What the page that explains this client says of something. */
    async finding(name) {
      go("/diagnostics");
      const found = () => [...document.querySelectorAll("dt")].find((term) => term.textContent === name);
      while (!found()) {
        await frame();
      }
      return found().nextElementSibling.textContent;
    },
  };
  watchStart();
})();
