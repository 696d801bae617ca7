// Runs in each document before anything of its own. What is measured ends with a frame: the time is taken in a message
// that was posted in the frame's own callback, so after the browser has painted it.
globalThis.bench = (() => {
  // When a condition held in a frame and that frame was done, in milliseconds since the navigation began.
  const framed = (holds) =>
    new Promise((done) => {
      const look = () => {
        if (!holds()) return requestAnimationFrame(look);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(0);
      };
      requestAnimationFrame(look);
    });

  const grid = () => document.querySelector("[role=grid]");
  const row = () => document.querySelector('[role=row][aria-rowindex="2"]')?.textContent.trim() ?? "";
  const count = () => grid()?.getAttribute("aria-rowcount");
  const isLoaded = () => grid()?.getAttribute("aria-busy") === "false";

  let longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: "longtask", buffered: true });

  const search = (label) => document.querySelector(`input[type=search][aria-label="${label}"]`);
  const named = (selector, name) => {
    const nameOf = (element) => (element.ariaLabel ?? element.textContent).trim();
    const all = [...document.querySelectorAll(selector)];
    const found = all.find((element) => nameOf(element) === name) ?? all.find((element) => nameOf(element).startsWith(name));
    if (!found) throw new Error(`no ${selector} is named ${name}`);
    return found;
  };

  // How long from the next key until a frame shows that `seen` gives something else.
  let key;
  const expectKey = (seen) => {
    const before = seen();
    key = new Promise((done) => {
      const pressed = ({ timeStamp }) => framed(() => seen() !== before).then((at) => done(at - timeStamp));
      addEventListener("keydown", pressed, { capture: true, once: true });
    });
  };

  return {
    first: framed(() => row() !== ""),
    loaded: framed(() => isLoaded() && row() !== ""),
    longest: () => longest,
    focus: (label) => search(label).focus(),
    search,
    named,
    framed,
    frame: () => framed(() => true).then(() => framed(() => true)),
    expectCount: () => expectKey(count),
    expectKey,
    key: () => key,
    sort: (column) => {
      const before = row();
      const start = performance.now();
      named("[role=columnheader] button", column).click();
      return framed(() => row() !== before).then((at) => at - start);
    },
  };
})();
