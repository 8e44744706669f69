/** Making the page out of elements. Words of people only ever become text. */

/** Make an element: `make("button.button", {onclick}, "Board")`. Children: elements, texts, lists, null. */
export function make(what, given = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((each) => each !== null && each !== undefined && each !== false));
  return element;
}

/** A button to touch. It works once until what it does is done: a thumb that trembles boards nobody twice. */
export function button(label, does, style = "") {
  const made = make(`button.button${style}`, { type: "button" }, label);
  made.addEventListener("click", async () => {
    if (made.getAttribute("aria-disabled") === "true") return;
    made.setAttribute("aria-disabled", "true");
    try {
      await does();
    } finally {
      made.removeAttribute("aria-disabled");
    }
  });
  return made;
}

let fields = 0;
/** A field with its label, and words of what is wrong with it. */
export function field(label, control, { hint, fault } = {}) {
  fields += 1;
  const id = `field-${fields}`;
  control.id = id;
  const told = [
    hint && make("p.hint", { id: `${id}-hint` }, hint),
    fault && make("p.fault", { id: `${id}-fault` }, fault),
  ].filter(Boolean);
  if (told.length) control.setAttribute("aria-describedby", told.map((each) => each.id).join(" "));
  if (fault) control.setAttribute("aria-invalid", "true");
  return make(fault ? "div.field.field--wrong" : "div.field", {}, make("label", { for: id }, label), told, control);
}

/** A choice among few, as large buttons: `choices` are [value, words]. */
export function choice(legend, name, choices, chosen) {
  return make(
    "fieldset.field",
    {},
    make("legend", {}, legend),
    make(
      "div.choices",
      {},
      choices.map(([value, words]) =>
        make(
          "label.choice",
          {},
          make("input", { type: "radio", name, value, checked: value === chosen }),
          make("span", {}, words),
        ),
      ),
    ),
  );
}
