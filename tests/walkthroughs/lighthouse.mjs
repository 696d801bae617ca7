// Lighthouse over the token list of a signed-in person: `cargo xtask bench lighthouse` starts it with the site's address.
//
// Each figure is the median of three runs with an empty HTTP cache, on Lighthouse's own slow phone and on its desktop.
import { mkdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const RUNS = 3;
const GOALS = { performance: 95, accessibility: 100, "best-practices": 100 };

const { LATCHKEY_LIGHTHOUSE: tools, LATCHKEY_CHROMIUM: browserPath } = process.env;
const [address, reports] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(`${tools}/node_modules/${file}`).href);
const { default: lighthouse, desktopConfig } = await load("lighthouse/core/index.js");
const { default: puppeteer } = await load("puppeteer-core/lib/esm/puppeteer/puppeteer-core.js");

const browser = await puppeteer.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});

const signIn = async () => {
  const page = await browser.newPage();
  await page.goto(address);
  await page.locator("::-p-aria(User name)").fill("ada");
  await page.locator("::-p-aria(Password)").fill("lovelace-1843");
  await page.locator("::-p-aria([name='Sign in'][role='button'])").click();
  await page.locator("::-p-aria(Sign out)").wait();
  await page.close();
};

const emptyCache = async () => {
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  await session.send("Network.clearBrowserCache");
  await page.close();
};

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

let missed = 0;
const measure = async (name, config) => {
  const results = [];
  for (let run = 0; run < RUNS; run += 1) {
    await emptyCache();
    // Without its own reset, which would sign out.
    const flags = { port: Number(new URL(browser.wsEndpoint()).port), disableStorageReset: true, output: "html", logLevel: "error" };
    results.push(await lighthouse(`${address}#/tokens`, { ...flags, onlyCategories: Object.keys(GOALS) }, config));
  }
  const last = results.at(-1);
  if (last.lhr.runtimeError) throw new Error(last.lhr.runtimeError.message);
  mkdirSync(reports, { recursive: true });
  writeFileSync(`${reports}/${name}.html`, last.report);

  for (const [category, goal] of Object.entries(GOALS)) {
    const score = Math.round(100 * middle(results.map(({ lhr }) => lhr.categories[category].score)));
    missed += score < goal;
    console.log(`${name.padEnd(8)} ${category.padEnd(15)} ${String(score).padStart(4)}  (goal ${goal})`);
    const { auditRefs } = last.lhr.categories[category];
    for (const { id, weight } of auditRefs) {
      const { score: own, title, displayValue = "" } = last.lhr.audits[id];
      if (weight > 0 && own !== null && own < 1) console.log(`           ${own.toFixed(2)} ${title} ${displayValue}`);
    }
  }
};

try {
  await signIn();
  await measure("phone", undefined);
  await measure("desktop", desktopConfig);
} finally {
  await browser.close();
}
process.exitCode = missed > 0 ? 1 : 0;
