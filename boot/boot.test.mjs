// Runs the boot script itself in a sandbox with a page, a network and a store made for the test.
// `node --test boot/`

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

// `import()` needs flags in a vm: the sandbox has a function in its place.
const script = new vm.Script(
  readFileSync(new URL("boot.js", import.meta.url), "utf8").replace(" import(", " importModule(")
);

const PAGE = "https://host.example/console/?page=tokens";

class RuntimeError extends Error {}

/** Boots with `files` (URL -> `{ status, type, text }` or a body) and returns what a page could see. */
function boot({ files = {}, store = {}, wishes = ["en"], languages = "en", webAssembly = true, app = {}, hash = "", Intl, locks } = {}) {
  const seen = { requests: [], body: [], listeners: {}, frame: [], timers: [], places: [] };
  const element = (tag) => ({
    tag,
    children: [],
    dataset: {},
    append(child) {
      this.children.push(child);
    },
    setAttribute(name, value) {
      this[name] = value;
    },
  });
  const root = element("html");
  const body = element("body");
  body.replaceChildren = (...children) => (seen.body = children);
  const told = { js: "./app.js", wasm: "./app.wasm", integrity: "sha384-W", ...app };
  const global = {
    Intl,
    URL,
    Response,
    console: { error() {} },
    navigator: { languages: wishes, locks },
    location: { hash, reload: () => (seen.reloaded = true) },
    localStorage: {
      getItem(key) {
        if (store === "forbidden") throw new Error("SecurityError");
        return store[key] ?? null;
      },
    },
    trustedTypes: {
      createPolicy(name, rules) {
        seen.policy = { name, ...rules };
      },
    },
    document: {
      documentElement: root,
      body,
      baseURI: PAGE,
      currentScript: { dataset: { languages } },
      querySelector: () => ({ dataset: told }),
      querySelectorAll: () => seen.places,
      createElement: element,
    },
    addEventListener(name, listener) {
      const before = seen.listeners[name] ?? (() => {});
      seen.listeners[name] = (event) => {
        before(event);
        listener(event);
      };
    },
    MutationObserver: class {
      constructor(callback) {
        seen.parsed = callback;
      }
      observe() {}
      disconnect() {
        seen.isWatched = false;
      }
    },
    requestAnimationFrame: (callback) => seen.frame.push(callback),
    setTimeout: (callback) => seen.timers.push(callback),
    // The app's script, whatever its name: it starts the wasm and gives what that exports.
    importModule: async () => ({ default: async () => {} }),
    fetch: async (file, options) => {
      const url = new URL(file, PAGE).href;
      seen.requests.push({ url, options });
      const answer = files[url] ?? files[file];
      if (answer === undefined) throw new TypeError("Failed to fetch");
      const { status = 200, type = "application/json", text } =
        typeof answer === "string" ? { text: answer } : answer;
      return new Response(text, { status, headers: { "content-type": type } });
    },
  };
  if (webAssembly) {
    global.WebAssembly = { RuntimeError };
  }
  global.globalThis = global;
  const context = vm.createContext(global);
  if (!webAssembly) vm.runInContext("delete globalThis.WebAssembly", context);
  script.runInContext(context);
  return { ...seen, seen, root, latchkey: global.latchkey };
}

const config = (value) => ({ "config.json": JSON.stringify(value) });
const asked = ({ requests }) => requests.map(({ url }) => url);

test("everything that needs no config is asked for at once", () => {
  assert.deepEqual(asked(boot()), [
    "https://host.example/console/config.json",
    "https://host.example/console/locales/en.json",
    "https://host.example/console/app.wasm",
  ]);
});

test("the wasm is fetched with its integrity", () => {
  const wasm = boot().requests.find(({ url }) => url.endsWith("app.wasm"));
  assert.equal(wasm.options.integrity, "sha384-W");
});

test("an asset says what came, whatever came", async () => {
  const { latchkey } = boot({
    files: { ...config({ connector: "connectors/a.json" }), "connectors/a.json": { status: 404, type: "text/html", text: "<p>no" } },
  });
  assert.deepEqual({ ...(await latchkey.connector) }, {
    file: "connectors/a.json", ok: false, status: 404, type: "text/html", text: "<p>no", error: "",
  });
  assert.deepEqual({ ...(await latchkey.text) }, {
    file: "locales/en.json", ok: false, status: 0, type: "", text: "", error: "Failed to fetch", language: "en",
  });
});

for (const [what, text] of [["not JSON", "<!doctype html>"], ["null", "null"], ["without a connector", "{}"]]) {
  test(`a config that is ${what} leaves the connector empty and rejects nothing`, async () => {
    const { latchkey } = boot({ files: { "config.json": text }, store: { "latchkey.signed-in": "1" } });
    assert.equal((await latchkey.config).text, text);
    const connector = await latchkey.connector;
    assert.equal(connector.ok, false);
    assert.equal(connector.file, "");
  });
}

test("first data is asked for below the backend, by absolute URL, before the config is handed over", async () => {
  const url = "https://host.example/tokens/api/v1/tokens?limit=200";
  const { latchkey, requests } = boot({
    files: { ...config({ backend: "/tokens", prefetch: ["/api/v1/tokens?limit=200"] }), [url]: '{"items":[]}' },
    store: { "latchkey.signed-in": "1" },
  });
  await latchkey.config;
  assert.deepEqual(Object.keys(latchkey.responses), [url]);
  assert.equal((await latchkey.responses[url]).text, '{"items":[]}');
  const { options } = requests.find((request) => request.url === url);
  assert.equal(options.credentials, "same-origin");
  assert.equal(options.headers.Accept, "application/json");
});

test("a backend on another origin is asked with its cookies, as the app asks it", async () => {
  const { latchkey, requests } = boot({
    files: config({ backend: "https://api.example", prefetch: ["/session"] }),
    store: { "latchkey.signed-in": "1" },
  });
  await latchkey.config;
  const { options } = requests.find((request) => request.url === "https://api.example/session");
  assert.equal(options.credentials, "include");
});

test("nothing is asked of the backend for somebody who was not signed in", async () => {
  const { latchkey } = boot({ files: config({ backend: "/", prefetch: ["api/v1/tokens"] }) });
  await latchkey.config;
  assert.deepEqual(Object.keys(latchkey.responses), []);
});

for (const path of ["https://evil.example/", "//evil.example/x", "../secret", "/a/../../secret", "\\\\evil.example/x", "javascript:0"]) {
  test(`a prefetch stays below the backend: ${path}`, async () => {
    const booted = boot({ files: config({ backend: "/tokens", prefetch: [path] }), store: { "latchkey.signed-in": "1" } });
    await booted.latchkey.config;
    for (const url of asked(booted)) {
      assert.match(url, /^https:\/\/host\.example\/(console|tokens)\//);
    }
  });
}

test("a prefetch that fails has status 0 and is no rejection", async () => {
  const { latchkey } = boot({ files: config({ backend: "/", prefetch: ["x"] }), store: { "latchkey.signed-in": "1" } });
  await latchkey.config;
  const answer = await latchkey.responses["https://host.example/x"];
  assert.equal(answer.status, 0);
});

for (const [wishes, stored, expected] of [
  [["de-AT", "en"], null, "de"],
  [["pt-PT"], null, "pt-BR"],
  [["zh-CN"], null, "zh-Hans"],
  [["PT-br"], null, "pt-BR"],
  [["nl", "ar-EG"], null, "ar"],
  [["nl"], null, "en"],
  [["de"], "tr", "tr"],
  [["de"], "xx", "de"],
  [[], null, "en"],
]) {
  test(`language: wishes ${JSON.stringify(wishes)}, stored ${stored} -> ${expected}`, async () => {
    const { latchkey, root } = boot({
      wishes,
      store: stored ? { "latchkey.language": stored } : {},
      languages: "en de fr es pt-BR tr hi ja zh-Hans ar",
    });
    const text = await latchkey.text;
    assert.equal(text.language, expected);
    assert.equal(text.file, `locales/${expected}.json`);
    assert.equal(root.lang, expected);
    assert.equal(root.dir, expected === "ar" ? "rtl" : "ltr");
  });
}

for (const [hash, here] of [["", 2], ["#/tokens?q=a", 2], ["#/overview", 1], ["#/profile/tokens?q=a", 3], ["#/sign-in", 2]]) {
  test(`the skeleton has the words of the language and tells the page of ${hash || "no address"}`, () => {
    const words = "en|Overview|Access tokens|Profile|Sign in;de|Übersicht|Zugriffstokens|Profil|Anmelden";
    const { seen } = boot({ wishes: ["de"], languages: "en de", app: { words }, hash });
    const link = () => ({ setAttribute(name, value) { this[name] = value; } });
    seen.places = [0, 1, 2, 3, 4].map((word) => ({ dataset: { word: String(word) }, parentElement: link() }));
    seen.parsed();
    const all = ["Übersicht", "Zugriffstokens", "Profil", "Anmelden"];
    assert.deepEqual(seen.places.map(({ textContent }) => textContent), [all[here - 1], ...all]);
    const current = seen.places.map(({ parentElement }) => parentElement["aria-current"]);
    assert.deepEqual(current.map(Boolean), [0, 1, 2, 3, 4].map((word) => word === here));
    seen.listeners.DOMContentLoaded();
    assert.equal(seen.isWatched, false);
  });
}

test("the tables that dates and numbers are written by are read after the first frame, one in each task", () => {
  const made = [];
  const formatter = (name, method) =>
    class {
      constructor(tag, options) {
        made.push([name, tag, options && { ...options }]);
      }
      [method]() {}
    };
  const Intl = {
    PluralRules: formatter("PluralRules", "select"),
    DateTimeFormat: formatter("DateTimeFormat", "format"),
    RelativeTimeFormat: formatter("RelativeTimeFormat", "format"),
  };
  const { seen } = boot({ wishes: ["de"], languages: "en de", Intl });
  assert.equal(made.length, 0);
  seen.frame.forEach((callback) => callback());
  assert.equal(made.length, 0);
  seen.timers.forEach((callback) => callback());
  // As `src/clock.rs` makes them: others would read other tables.
  assert.deepEqual(made, [
    ["PluralRules", "de-u-nu-latn", undefined],
    ["DateTimeFormat", "de-u-nu-latn", { dateStyle: "medium" }],
    ["RelativeTimeFormat", "de-u-nu-latn", { numeric: "auto" }],
  ]);
});

test("theme: only what is known is set, nothing means the system's", () => {
  assert.equal(boot({ store: { "latchkey.theme": "dark" } }).root.dataset.theme, "dark");
  assert.equal(boot({ store: { "latchkey.theme": "x\"y" } }).root.dataset.theme, undefined);
  assert.equal(boot().root.dataset.theme, undefined);
});

test("starts where storage is forbidden", () => {
  assert.equal(boot({ store: "forbidden" }).root.lang, "en");
});

test("without WebAssembly a plain page says so", () => {
  const { seen } = boot({ webAssembly: null });
  assert.match(seen.body[0].children[0].children[0].textContent, /too old/);
  assert.equal(seen.requests.some(({ url }) => url.endsWith(".wasm")), false);
});

test("fail draws a page by text alone, with a reload", () => {
  const { latchkey, seen } = boot();
  latchkey.fail("It broke", "<img src=x onerror=alert(1)>");
  const [page] = seen.body[0].children;
  assert.deepEqual(page.children.map(({ tag, textContent }) => [tag, textContent]), [
    ["h1", "It broke"],
    ["p", "<img src=x onerror=alert(1)>"],
    ["button", "Reload"],
  ]);
  assert.equal(page.role, "alert");
  page.children[2].onclick();
  assert.equal(seen.reloaded, true);
});

test("of two failures the first is told", () => {
  const { latchkey, seen } = boot();
  latchkey.fail("It broke", "here");
  latchkey.fail("So it could not be started", "");
  assert.equal(seen.body[0].children[0].children[0].textContent, "It broke");
});

test("no Trusted Types policy is made: where the host asks for them, nothing may set markup at all", () => {
  assert.equal(boot().seen.policy, undefined);
});

test("a turn lasts until it is ended, and is nobody's where the browser has no locks", async () => {
  let held;
  const locks = { request: (name, work) => (held = work().then(() => name)) };
  const end = await boot({ locks }).latchkey.turn("renewal");
  const first = await Promise.race([held, "still held"]);
  assert.equal(first, "still held");
  end();
  assert.equal(await held, "renewal");
  assert.equal(await boot().latchkey.turn("renewal"), undefined);
});

for (const [name, event] of [["error", "error"], ["unhandledrejection", "reason"]]) {
  test(`a trap that nobody tells is told: ${name}`, () => {
    const { seen } = boot();
    seen.listeners[name]({ [event]: new Error("of somebody else") });
    assert.equal(seen.body.length, 0);
    seen.listeners[name]({ [event]: new RuntimeError("unreachable") });
    assert.match(seen.body[0].children[0].children[0].textContent, /stopped/);
  });
}
