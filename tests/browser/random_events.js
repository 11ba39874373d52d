/**
 * Random events on every control of a page, one after the other; after each, all that the widgets show is looked at.
 *
 * `words` are typed into text fields beside random numbers; `numeric` says which of the shown names are numbers;
 * `pressed` how likely a button is pressed, by its name; `wrong` is the body of a function (root, numbers) that returns
 * what is wrong with a widget.
 */
async ({ events, words, numeric, pressed, wrong }) => {
  let seed = 20240607;
  const random = () => (seed = (seed * 1664525 + 1013904223) % 4294967296) / 4294967296;
  const pick = (list) => list[Math.floor(random() * list.length)];
  const keys = "ArrowUp ArrowDown ArrowLeft ArrowRight PageUp PageDown Home End Enter Delete + - x"
    .split(" ")
    .concat(" ");
  const isNumber = new RegExp(numeric);
  const fault = new Function("root", "numbers", wrong);
  const seen = {};
  const faults = [];

  const key = (control) => {
    const options = {
      key: pick(keys),
      shiftKey: random() < 0.3,
      ctrlKey: random() < 0.1,
      bubbles: true,
      cancelable: true,
    };
    control.dispatchEvent(new KeyboardEvent("keydown", options));
  };
  const drag = (control) => {
    const { left, top } = control.getBoundingClientRect();
    const kind = { pointerId: 1, pointerType: pick(["mouse", "touch"]), isPrimary: true, button: 0 };
    const fire = (type, x, y) => {
      const place = { clientX: left + x, clientY: top + y, bubbles: true, cancelable: true };
      control.dispatchEvent(new PointerEvent(type, { ...kind, ...place }));
    };
    control.setPointerCapture = () => {}; // no such pointer is there to be captured
    fire("pointerdown", 22, 22);
    for (let step = 0; step < 3; step++) fire("pointermove", 600 * (random() - 0.5), 600 * (random() - 0.5));
    const end = pick(["pointerup", "pointercancel"]);
    fire(end, 0, 0);
    fire("lostpointercapture", 0, 0);
  };
  const type = (control) => {
    control.focus();
    control.value = random() < 0.5 ? pick(words) : String((random() - 0.5) * 10 ** Math.floor(random() * 8));
    const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
    control.dispatchEvent(random() < 0.3 ? enter : new Event("change", { bubbles: true }));
    control.blur();
  };
  const act = (control) => {
    if (control.matches("[role=slider], [data-pull], .softlook-handle")) random() < 0.4 ? key(control) : drag(control);
    else if (control.matches("td"))
      pick([() => control.click(), () => (control.focus(), key(control)), () => drag(control)])();
    else if (control.type === "range" && random() < 0.5) key(control);
    else if (control.type === "range") {
      control.value = String(Number(control.min) + random() * (control.max - control.min));
      control.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (control.matches("input[type=text], textarea")) type(control);
    else if (control.matches("select")) {
      if (random() > 0.2) return;
      control.selectedIndex = Math.floor(random() * control.options.length);
      control.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (control.matches("input") || random() < (pressed[control.dataset.control] ?? 0.2)) control.click();
    else if (random() < 0.3) {
      const svg = pick([...document.querySelectorAll("[data-ready] svg")]);
      const { left, top } = svg?.getBoundingClientRect() ?? {};
      const place = { clientX: left + random() * 300, clientY: top + random() * 300 };
      svg?.dispatchEvent(new MouseEvent("click", { bubbles: true, ...place }));
    }
  };
  const none = /NaN|Infinity|undefined/;
  const inspect = (root) => {
    const shown = [...root.querySelectorAll("[data-name]")];
    const bad = shown.find(
      ({ dataset }) =>
        dataset.value === undefined || (isNumber.test(dataset.name) && !(dataset.value && isFinite(dataset.value))),
    );
    if (bad) return { bad: bad.outerHTML };
    const text = none.exec(root.textContent.replace(/“[^”]*”/g, "")); // what was typed and refused stands in quotes
    if (text) return { text: root.textContent.slice(Math.max(0, text.index - 80), text.index + 80) };
    const drawn = [...root.querySelectorAll("svg *")].find((node) =>
      [...node.attributes].find((a) => none.test(a.value)),
    );
    if (drawn) return { drawn: drawn.outerHTML };
    const numbers = (name) =>
      shown
        .filter(({ dataset }) => dataset.name === name)
        .map(({ dataset }) => [dataset.index, Number(dataset.value)]);
    const sums = fault(root, numbers);
    return sums ? { wrong: sums } : null;
  };

  for (let n = 0; n < events && !faults.length; n++) {
    const root = pick([...document.querySelectorAll("[data-ready]")]);
    const control = pick([...root.querySelectorAll("[data-control], [data-pull]")].filter((node) => !node.disabled));
    const name = control.dataset.control ?? "pull";
    seen[name] = (seen[name] ?? 0) + 1;
    try {
      act(control);
    } catch (error) {
      faults.push({ error: String(error), control: control.outerHTML.slice(0, 300) });
    }
    for (const each of document.querySelectorAll("[data-ready]")) {
      const fault = inspect(each);
      if (fault) faults.push({ n, ...fault, control: control.outerHTML.slice(0, 300) });
    }
    if (n % 10 === 9) await new Promise((resolve) => setTimeout(resolve));
  }
  return { faults, seen };
};
