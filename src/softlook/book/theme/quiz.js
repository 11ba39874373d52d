// @ts-check
/**
 * Quizzes: choose, check, read why, start again. What was chosen stays in this browser, by page and question, as long
 * as the question's text stays the same (its mark).
 */

/** @param {HTMLFormElement} form */
function wake(form) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input")]);
  const options = boxes.map((box) => /** @type {HTMLElement} */ (box.closest(".softlook-option")));
  const several = boxes[0].type === "checkbox";
  const folded = form.querySelector(".softlook-answers");
  const reasons = /** @type {HTMLElement[]} */ (
    [...form.querySelectorAll(".softlook-why")].map((reason) => {
      const block = document.createElement("div");
      block.className = "softlook-why";
      block.hidden = true;
      block.append(...reason.childNodes);
      return block;
    })
  );
  folded?.remove();
  options.forEach((option, n) => option.append(reasons[n]));

  const check = button("Check");
  const again = button("Start again");
  const feedback = document.createElement("p");
  feedback.className = "softlook-feedback";
  feedback.setAttribute("role", "status");
  const row = document.createElement("div");
  row.className = "softlook-row";
  row.append(check, again, feedback);
  form.append(row);

  const key = `softlook-quiz ${location.pathname} ${form.dataset.quiz}`;
  const chosen = () => boxes.filter((box) => box.checked).map((box) => Number(box.value));
  const right = () => boxes.every((box) => box.checked === "right" in box.dataset);

  /** @param {boolean} checked */
  function show(checked) {
    const done = checked && right();
    form.dataset.state = !checked ? "open" : done ? "right" : "wrong";
    reasons.forEach((reason, n) => (reason.hidden = !(checked && (done || boxes[n].checked))));
    again.hidden = !checked && !chosen().length;
    feedback.textContent = checked ? verdict() : "";
  }
  function verdict() {
    if (right()) return "Right.";
    if (!several) return "Not yet. Read why, and choose again.";
    const good = boxes.filter((box) => box.checked && "right" in box.dataset).length;
    const bad = chosen().length - good;
    const missing = boxes.filter((box) => "right" in box.dataset).length - good;
    const faults = [
      bad && `${bad} of your ticks ${bad > 1 ? "do" : "does"} not hold`,
      missing && `${missing} ${missing > 1 ? "are" : "is"} missing`,
    ];
    return `Not yet: ${faults.filter(Boolean).join(", ")}.`;
  }
  /** @param {boolean} checked */
  function keep(checked) {
    try {
      if (chosen().length)
        localStorage.setItem(key, JSON.stringify({ mark: form.dataset.mark, chosen: chosen(), checked }));
      else localStorage.removeItem(key);
    } catch {
      // a browser that keeps nothing: the quiz works, and does not remember
    }
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => (show(false), keep(false)));
  check.addEventListener("click", () => {
    if (!chosen().length) return void (feedback.textContent = "Nothing is chosen yet.");
    show(true);
    keep(true);
  });
  again.addEventListener("click", () => {
    boxes.forEach((box) => (box.checked = false));
    show(false);
    keep(false);
    boxes[0].focus();
  });

  boxes.forEach((box) => (box.checked = false)); // browsers bring back what they like
  let checked = false;
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (kept?.mark === form.dataset.mark) {
      boxes.forEach((box) => (box.checked = kept.chosen.includes(Number(box.value))));
      checked = Boolean(kept.checked) && chosen().length > 0;
    }
  } catch {
    // what was kept is not ours
  }
  show(checked);
  form.dataset.ready = "";
}

/** @param {string} text */
function button(text) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = "softlook-button";
  node.textContent = text;
  return node;
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form.softlook-quiz")))
  wake(form);
