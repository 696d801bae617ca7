// What the fault matrix does on the page: one call does a whole step and waits for what comes of it, because a
// thousand steps by real keys would take an hour. Things are found by their names, as elsewhere.

const PATIENCE = 15000;
const root = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
const shown = () => document.body.innerText;
const spoken = () =>
  [...document.querySelectorAll("[role=status], [role=alert], [aria-live]")].map((place) => place.textContent).join("\n");
// All that was said since the last pair: what stands for a second only is not missed on a busy machine.
const heard = (window.__heard ??= (() => {
  const texts = [];
  const listen = () => {
    const now = spoken();
    if (texts.at(-1) !== now) texts.push(now);
  };
  new MutationObserver(listen).observe(document.body, { subtree: true, childList: true, characterData: true });
  return texts;
})());
const name = (control) =>
  control.getAttribute("aria-label") ??
  [...control.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .map((node) => node.data)
    .join("")
    .trim();
const isOff = (control) => control.disabled || control.getAttribute("aria-disabled") === "true";
const button = (label) => [...root().querySelectorAll("button")].find((b) => name(b) === label && !isOff(b));
const field = (label) => {
  const found = [...root().querySelectorAll("label")].find((l) => l.htmlFor && l.textContent.trim() === label);
  return found && document.getElementById(found.htmlFor);
};
const box = (label) => root().querySelector(`input[type=checkbox][aria-label="${CSS.escape(label)}"]`);
const dialog = (title) => [...document.querySelectorAll("dialog[open] h2")].find((h) => h.textContent === title);
const row = (text) => [...document.querySelectorAll("[role=row]")].find((r) => r.textContent.includes(text));

const until = async (what, test) => {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const found = test();
    if (found) return found;
    if (performance.now() > end) throw `waited in vain for ${what}; the page says: ${shown().replace(/\s+/g, " ").slice(-700)}`;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
};
const press = async (label) => (await until(`the button ${label}`, () => button(label))).click();
const fill = async (label, text) => {
  const place = await until(`the field ${label}`, () => field(label));
  place.value = text;
  place.dispatchEvent(new Event("input", { bubbles: true }));
};
const tick = async (label) => {
  const place = await until(`the box ${label}`, () => box(label));
  if (!place.checked) place.click();
};
const must = (what, is) => {
  if (!is) throw `${what}; the page says: ${shown().replace(/\s+/g, " ").slice(-700)}`;
};
const go = async (fragment) => {
  location.hash = fragment;
};
const told = (words) =>
  until(`"${words}" to be told`, () => heard.some((text) => text.includes(words)) || shown().includes(words));

// Until `test` holds, presses `label` whenever it can be pressed.
const again = (label, what, test) =>
  until(what, () => {
    if (test()) return true;
    const found = button(label);
    if (found) found.click();
  });

const signInAgain = async (password) => {
  await until("the question to sign in again", () => dialog("Sign in again"));
  await fill("Password", password);
  await press("Sign in");
};

// Back to the list, signed in, nothing open.
const home = async (user, password) => {
  await until("nothing to be open", () => {
    for (const label of ["Close without saving it", "Done", "Close", "Cancel"]) {
      if (root() === document.body) return true;
      const found = button(label);
      if (found) {
        found.click();
        break;
      }
    }
    return root() === document.body;
  });
  if (field("User name") && field("Password")) {
    await fill("User name", user);
    await fill("Password", password);
    await press("Sign in");
  }
  if (!location.hash.startsWith("#/tokens")) location.hash = "#/tokens";
  await until("the list", () => button("Sign out") && document.querySelector("[role=grid][aria-busy=false]"));
  await until("the connection", () => !document.querySelector(".banner"));
  button("Clear selection")?.click();
  heard.length = 0;
  for (const notice of document.querySelectorAll(".notice button")) notice.click();
};
