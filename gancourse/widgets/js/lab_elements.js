// What the lab adds to the shared elements of dom.js: icons of its own, buttons whose words change, options of a choice.

Object.assign(ICONS, {
  round: "M3 3 L9 8 L3 13 Z M12.5 3 V13",
  one: "M5 3 L12 8 L5 13 Z",
  compare: "M1.5 3 H6.5 V13 H1.5 Z M9.5 3 H14.5 V13 H9.5 Z",
  code: "M5.5 4 L1.5 8 L5.5 12 M10.5 4 L14.5 8 L10.5 12",
});
const LAB_THOUSANDS = new Intl.NumberFormat("en"); // made once: it is slow to make
const LAB_CLASSES = { select: "gc-select", input: "gc-text" };

function labElement(tag, properties = {}, ...children) {
  const keys = ["input", "select", "canvas", "pre"].includes(tag) ? KEEPS_KEYS : {};
  const dressed = LAB_CLASSES[tag] && properties.type !== "range" && properties.type !== "checkbox" ? { class: LAB_CLASSES[tag] } : {};
  return make(tag, { ...keys, ...dressed, ...properties }, ...children);
}

function labButton(name, label, title, action) { // `show` changes its icon and its word
  const made = button(title, action, { picture: name || undefined, text: label });
  made.removeAttribute("aria-label"); // the word is read; the title explains it
  made.show = (other, word) => {
    picture(made, other);
    made.querySelector("span").textContent = word;
  };
  return made;
}

function labOption(value, label, chosen) {
  return make("option", { value: String(value), selected: chosen }, label);
}
