// The list of tokens as one would write it by hand for this one backend: no framework, one language, nothing but
// showing, searching and sorting. It is what the console is measured beside.
const LIST = "/api/v1/tokens";
const PAGE = 200;
// Some backends give the whole list in one answer.
const isWhole = location.search === "?whole";
const ROW = 56;
const SPARE = 24;
const DAY = 86_400_000;

const grid = document.querySelector("[role=grid]");
const space = document.getElementById("space");
const box = document.querySelector("input");
const said = document.querySelector("[role=status]");

let tokens = [];
let shown = [];
let sort = { key: "created", descending: true };
let drawn = { first: -1, last: -1 };

const date = new Intl.DateTimeFormat("en-u-nu-latn", { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat("en-u-nu-latn", { dateStyle: "medium", timeStyle: "short" });
const ago = new Intl.RelativeTimeFormat("en-u-nu-latn", { numeric: "auto" });

function relative(at) {
  const seconds = (at - Date.now()) / 1000;
  const far = Math.abs(seconds);
  if (far < 60) return ago.format(Math.round(seconds), "second");
  if (far < 3600) return ago.format(Math.round(seconds / 60), "minute");
  if (far < 86400) return ago.format(Math.round(seconds / 3600), "hour");
  if (far < 60 * 86400) return ago.format(Math.round(seconds / 86400), "day");
  if (far < 730 * 86400) return ago.format(Math.round(seconds / 2629800), "month");
  return ago.format(Math.round(seconds / 31557600), "year");
}

const STATUSES = ["Active", "Expiring", "Expired", "Disabled", "Revoked"];

function statusOf(token) {
  if (token.state === "revoked") return 4;
  if (token.state === "disabled") return 3;
  const left = token.expires - Date.now();
  if (left <= 0) return 2;
  return left <= 14 * DAY ? 1 : 0;
}

function read(item) {
  const time = (text, none) => (text === null ? none : Date.parse(text));
  return {
    name: item.name,
    nameKey: item.name.toLowerCase(),
    text: [item.name, item.description, item.hint, ...item.scopes].join("\n").toLowerCase(),
    hint: item.hint,
    scopes: item.scopes,
    state: item.state,
    created: time(item.created_at, 0),
    expires: time(item.expires_at, Infinity),
    used: time(item.last_used_at, -Infinity),
  };
}

function update() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  shown = tokens.filter((token) => words.every((word) => token.text.includes(word)));
  space.style.height = `${shown.length * ROW}px`;
  grid.setAttribute("aria-rowcount", shown.length + 1);
  said.textContent = `${shown.length} of ${tokens.length}`;
  draw(true);
}

function order() {
  const { key, descending } = sort;
  const value = { name: (t) => t.nameKey, status: statusOf }[key] ?? ((t) => t[key]);
  const keyed = tokens.map((token) => [value(token), token]);
  const sign = descending ? -1 : 1;
  keyed.sort(([a], [b]) => (a < b ? -sign : a > b ? sign : 0));
  tokens = keyed.map(([, token]) => token);
}

function add(parent, tag, text) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function cell(row, text) {
  const element = add(row, "div", text);
  element.setAttribute("role", "gridcell");
  return element;
}

function rowOf(token, index) {
  const row = document.createElement("div");
  row.setAttribute("role", "row");
  row.setAttribute("aria-rowindex", index + 2);
  row.style.transform = `translateY(${index * ROW}px)`;
  const name = cell(row);
  add(name, "b", token.name);
  add(name, "small", token.hint);
  const scopes = cell(row);
  for (const scope of token.scopes) add(scopes, "span", scope).className = "tag";
  cell(row, STATUSES[statusOf(token)]);
  cell(row, date.format(token.created)).title = moment.format(token.created);
  if (token.expires === Infinity) {
    cell(row, "Never");
  } else {
    const expires = cell(row, date.format(token.expires));
    expires.title = moment.format(token.expires);
    add(expires, "small", relative(token.expires));
  }
  cell(row, token.used === -Infinity ? "Never used" : relative(token.used));
  return row;
}

// The rows on the screen and some beyond each edge, in steps.
function draw(anew) {
  const top = -space.getBoundingClientRect().top / ROW;
  const first = Math.max(0, Math.floor((top - SPARE) / 8) * 8);
  const last = Math.min(shown.length, Math.ceil((top + innerHeight / ROW + SPARE) / 8) * 8);
  if (!anew && first === drawn.first && last === drawn.last) return;
  drawn = { first, last };
  space.replaceChildren(...shown.slice(first, last).map((token, at) => rowOf(token, first + at)));
}

async function page(cursor) {
  const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
  const answer = await fetch(isWhole ? LIST : `${LIST}?limit=${PAGE}${after}`);
  if (!answer.ok) throw new Error(`the backend answered ${answer.status}`);
  return answer.json();
}

// The first page is shown at once; later ones when they are a quarter of what is shown.
async function load() {
  let waiting = [];
  let cursor = null;
  do {
    const answer = await page(cursor);
    cursor = answer.next_cursor;
    for (const item of answer.items) waiting.push(read(item));
    if (!cursor || waiting.length * 4 >= tokens.length) {
      tokens = tokens.concat(waiting);
      waiting = [];
      order();
      update();
    }
  } while (cursor);
  grid.setAttribute("aria-busy", "false");
}

box.addEventListener("input", update);
addEventListener("scroll", () => draw(false), { passive: true });
addEventListener("resize", () => draw(false));
grid.addEventListener("click", ({ target }) => {
  const { key } = target.dataset;
  if (!key) return;
  const descending = sort.key === key ? !sort.descending : key === "created" || key === "used";
  sort = { key, descending };
  for (const head of grid.querySelectorAll("[role=columnheader]")) {
    head.removeAttribute("aria-sort");
  }
  target.parentElement.setAttribute("aria-sort", descending ? "descending" : "ascending");
  order();
  update();
});
load().catch((error) => {
  said.textContent = error.message;
});
