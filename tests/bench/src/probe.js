// Runs in each document before anything of its own. A condition is looked at right after a frame was painted: in a
// message that was posted in the frame's own callback. What is measured so ends with a frame that shows it.
globalThis.bench = (() => {
  // The time at which the frame began.
  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame((began) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(began);
        port2.postMessage(0);
      });
    });

  // When a frame shows that a condition holds, in milliseconds since the navigation began.
  const framed = async (holds) => {
    do await painted();
    while (!holds());
    return performance.now();
  };

  const isShown = (element) => {
    const box = element?.getBoundingClientRect();
    return Boolean(box && box.height > 0 && box.bottom > 0 && box.top < innerHeight);
  };

  // Rows by their number in the list; 1 is the head.
  const HEAD = 1;
  const grid = () => document.querySelector("[role=grid]");
  const row = (number) => grid()?.querySelector(`[role=row][aria-rowindex="${number}"]`);
  const first = () => row(HEAD + 1);
  const text = (element) => element?.textContent.trim() ?? "";
  const count = () => grid()?.getAttribute("aria-rowcount");
  const isLoaded = () => grid()?.getAttribute("aria-busy") === "false";

  // The browser tells tasks over 50 ms, and only some time after they ended.
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask", buffered: true });
  const longest = async (since = 0) => {
    await new Promise((done) => setTimeout(done, 100));
    return Math.max(0, ...tasks.filter(({ startTime }) => startTime >= since).map(({ duration }) => duration));
  };

  const search = (label) => document.querySelector(`input[type=search][aria-label="${label}"]`);
  const find = (selector, name) => {
    const nameOf = (element) => element.ariaLabel ?? text(element);
    const all = [...document.querySelectorAll(selector)];
    return all.find((element) => nameOf(element) === name) ?? all.find((element) => nameOf(element).startsWith(name));
  };
  const named = (selector, name) => {
    const found = find(selector, name);
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

  // Scrolls to the end in equal steps, one per frame. `empty`: frames without a row at one of three places in the list.
  const scroll = async (steps) => {
    const page = document.scrollingElement;
    const height = page.scrollHeight - innerHeight;
    const start = performance.now();
    let [before, gap, empty] = [Infinity, 0, 0];
    for (let step = 1; step <= steps; step++) {
      page.scrollTop = (height * step) / steps;
      const began = await painted();
      gap = Math.max(gap, began - before);
      before = began;
      const places = [0.2, 0.5, 0.8].map((part) => document.elementFromPoint(innerWidth / 2, innerHeight * part));
      if (!places.every((element) => element?.closest("[role=row]"))) empty++;
    }
    page.scrollTop = page.scrollHeight;
    const end = await framed(() => isShown(row(count())));
    return { time: end - start, gap, empty, longest: await longest(start) };
  };

  return {
    first: framed(() => text(first()) !== "" && isShown(first())),
    loaded: framed(() => isLoaded() && text(first()) !== ""),
    longest,
    focus: (label) => search(label).focus(),
    search,
    find,
    named,
    framed,
    frame: () => painted().then(painted),
    expectCount: () => expectKey(count),
    expectKey,
    key: () => key,
    scroll,
    sort: (column) => {
      const before = text(first());
      const start = performance.now();
      named("[role=columnheader] button", column).click();
      return framed(() => text(first()) !== before).then((at) => at - start);
    },
  };
})();
