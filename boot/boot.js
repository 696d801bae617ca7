// The boot script: a classic script in the head, so that theme and direction are set before the first
// paint. It asks at once for everything the app will need and leaves the answers, still under way, in
// `globalThis.latchkey`:
//
//   config, connector, text   promises of an asset `{ file, ok, status, type, text, error }`; never rejected.
//                             `text` also has `language`, a BCP 47 tag.
//   responses                 absolute URL -> promise of an answer `{ status, headers, text }`, filled before
//                             `config` resolves; never rejected: a request that failed has status 0.
//   asset(file)               a promise of another of the console's own files, as an asset.
//   fail(title, detail)       draws a plain page that says so and offers a reload.
//
// It is one file without imports because each import would be a round trip before the wasm.
{
  const root = document.documentElement;

  // Storage throws where a browser forbids it to the site: no reason not to start.
  const stored = (key) => {
    try {
      return localStorage.getItem("latchkey." + key);
    } catch {
      return null;
    }
  };

  const theme = stored("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  const signedIn = stored("signed-in") === "1";
  root.dataset.signedIn = signedIn;

  // The first wish that is there, else one of the same language ("pt-PT" gets "pt-BR"), else the first.
  const languages = document.currentScript.dataset.languages.split(" ");
  const base = (tag) => tag.toLowerCase().split("-")[0];
  const wishes = [stored("language"), ...(navigator.languages ?? [])].filter(Boolean);
  const language =
    wishes
      .map(
        (wish) =>
          languages.find((tag) => tag.toLowerCase() === wish.toLowerCase()) ??
          languages.find((tag) => base(tag) === base(wish))
      )
      .find(Boolean) ?? languages[0];
  root.lang = language;
  root.dir = /^(ar|fa|he|ur)$/.test(base(language)) ? "rtl" : "ltr";

  const load = async (file) => {
    const asset = { file, ok: false, status: 0, type: "", text: "", error: "" };
    try {
      const response = await fetch(file);
      asset.status = response.status;
      asset.type = response.headers.get("content-type") ?? "";
      asset.text = await response.text();
      asset.ok = response.ok;
    } catch (error) {
      asset.error = String(error?.message ?? error);
    }
    return asset;
  };

  // The first failure is the one to tell: a panic, say, and not that starting ended because of it.
  let over = false;
  const fail = (title, detail) => {
    if (over) return;
    over = true;
    const add = (parent, tag, text, name) => {
      const element = document.createElement(tag);
      element.textContent = text;
      element.className = name;
      parent.append(element);
      return element;
    };
    const draw = () => {
      const main = document.createElement("main");
      const page = add(main, "div", "", "plain");
      page.lang = "en";
      page.dir = "ltr";
      page.setAttribute("role", "alert");
      add(page, "h1", title, "");
      if (detail) add(page, "p", detail, "detail");
      add(page, "button", "Reload", "btn primary").onclick = () => location.reload();
      document.body.replaceChildren(main);
    };
    if (document.body) draw();
    else addEventListener("DOMContentLoaded", draw);
  };

  const responses = {};

  // To its end, at once: what is left for the app to read is not even on its way while the app starts.
  const whole = async (response) => ({
    status: response.status,
    headers: [...response.headers],
    text: await response.text(),
  });

  // Only somebody who was signed in gets an answer worth waiting for. Nothing is asked outside the backend.
  const prefetch = ({ backend = "", prefetch = [] }) => {
    if (!signedIn || !Array.isArray(prefetch)) return;
    const below = new URL(String(backend).replace(/\/*$/, "/"), document.baseURI);
    for (const path of prefetch) {
      const url = new URL(String(path).replace(/^\/+/, ""), below).href;
      if (url.startsWith(below.href)) {
        responses[url] = fetch(url, {
          // As the app asks: cookies of a backend elsewhere go along only with "include".
          credentials: below.origin === new URL(document.baseURI).origin ? "same-origin" : "include",
          headers: { Accept: "application/json" },
        })
          .then(whole)
          .catch(() => ({ status: 0, headers: [], text: "" }));
      }
    }
  };

  // What is wrong with the config is the app's to say, in full; here it only means: nothing to ask for.
  const config = load("config.json");
  const read = config.then((asset) => {
    try {
      const value = JSON.parse(asset.text);
      prefetch(value);
      return typeof value.connector === "string" ? value.connector : "";
    } catch {
      return "";
    }
  });

  const app = document.querySelector("meta[name=latchkey-app]").dataset;

  // The words that stand in the skeleton are those that the app puts there: what one reads first does not wait for it.
  const words = (app.words ?? "").split(";").map((line) => line.split("|")).find(([tag]) => tag === language) ?? [];
  // As `src/state/route.rs` reads an address.
  const [path] = location.hash.replace(/^#?\/?/, "").split(/[?/]/);
  const here = path === "overview" ? 1 : path === "profile" ? 3 : 2;
  const say = () => {
    for (const place of document.querySelectorAll("#skeleton [data-word]:empty")) {
      const word = Number(place.dataset.word);
      place.textContent = words[word || here] ?? "";
      if (word === here) place.parentElement.setAttribute("aria-current", "page");
    }
  };
  // As soon as the parser has made their places: the page may be painted before all of it is parsed.
  const parsed = new MutationObserver(say);
  parsed.observe(root, { childList: true, subtree: true });
  addEventListener("DOMContentLoaded", () => parsed.disconnect());

  // One tab after another: resolves to what ends the turn. Browsers without locks (as on plain HTTP) have no turns.
  const turn = (name) =>
    new Promise((begin) => (navigator.locks ? navigator.locks.request(name, () => new Promise(begin)) : begin()));

  globalThis.latchkey = {
    config: read.then(() => config),
    connector: read.then((file) =>
      file ? load(file) : { file, ok: false, status: 0, type: "", text: "", error: "" }
    ),
    text: load(`locales/${language}.json`).then((asset) => ({ ...asset, language })),
    responses,
    asset: load,
    turn,
    fail,
  };

  const failed = (error) => {
    console.error(error);
    fail("Latchkey could not be started", `Reload the page to try again. ${error?.message ?? error}`);
  };
  // The first formatter of each kind reads tables of the language: on a slow phone 40 ms each. There is time for that
  // while the wasm is on its way, once the page was painted; the app's own formatters then cost next to nothing.
  const intl = () => {
    const { PluralRules, DateTimeFormat, RelativeTimeFormat } = Intl;
    const tag = language + "-u-nu-latn";
    const uses = [
      () => new PluralRules(tag).select(2),
      () => new DateTimeFormat(tag, { dateStyle: "medium" }).format(0),
      () => new RelativeTimeFormat(tag, { numeric: "auto" }).format(2, "day"),
    ];
    // Each in a task of its own, so that none keeps the page from an answer for long.
    for (const use of uses) setTimeout(use);
  };
  requestAnimationFrame(intl);

  if (typeof WebAssembly === "object") {
    // A trap that no panic told of.
    const stopped = ({ error, reason }) => {
      if ((error ?? reason) instanceof WebAssembly.RuntimeError) fail("The console stopped because of an error in it");
    };
    addEventListener("error", stopped);
    addEventListener("unhandledrejection", stopped);
    const wasm = fetch(app.wasm, { integrity: app.integrity ?? "", credentials: "same-origin" });
    // Handled below; said here so that a script that fails first leaves no unhandled rejection.
    wasm.catch(() => {});
    // The script's integrity is in its modulepreload link, at the end of the head: import it after that.
    addEventListener("DOMContentLoaded", () => {
      import(new URL(app.js, document.baseURI).href)
        .then((module) => module.default({ module_or_path: wasm }))
        .catch(failed);
    });
  } else {
    fail("This browser is too old for Latchkey", "It has no WebAssembly. Any current browser has it.");
  }
}
