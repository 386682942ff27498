// Elements, icons and labelled controls: small functions that every widget is built with.
// A control keeps JupyterLab's shortcuts away from its keys (data-lm-suppress-shortcuts), and is named for screen readers.

const ICONS = { // strokes on a field of 16 x 16
  play: "M5 3 L13 8 L5 13 Z",
  pause: "M5 3 V13 M11 3 V13",
  loop: "M3 8 A5 5 0 0 1 12 4.5 M12 1.8 V4.8 H9 M13 8 A5 5 0 0 1 4 11.5 M4 14.2 V11.2 H7",
  reroll: "M13 8 A5 5 0 1 1 11.2 4.2 M11.6 1.6 V4.6 H8.6",
  swap: "M2 5.5 H13 M10.5 3 L13 5.5 L10.5 8 M14 10.5 H3 M5.5 8 L3 10.5 L5.5 13",
  pin: "M6 2 H10 L9.5 7 L12 9.5 H4 L6.5 7 Z M8 9.5 V14",
  pick: "M2 2 H7 V7 H2 Z M9 2 H14 V7 H9 Z M2 9 H7 V14 H2 Z M9 9 H14 V14 H9 Z",
  add: "M8 3 V13 M3 8 H13",
  remove: "M4 4 L12 12 M12 4 L4 12",
  reset: "M3 8 A5 5 0 1 0 5 4 M5.2 1.6 V4.4 H8",
  dice: "M3 3 H13 V13 H3 Z M6 6 V6.01 M10 6 V6.01 M8 8 V8.01 M6 10 V10.01 M10 10 V10.01",
  bars: "M3 13 V9 M8 13 V3 M13 13 V6",
  save: "M4 2 H12 V14 L8 11 L4 14 Z",
  copy: "M5 5 H13 V14 H5 Z M3 11 V2 H11",
  download: "M8 2 V10 M5 7 L8 10 L11 7 M3 13 H13",
};

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !["style", "list"].includes(name)) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("class", "gc-icon");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", ICONS[name]);
  drawing.append(line);
  return drawing;
}

const KEEPS_KEYS = { "data-lm-suppress-shortcuts": "true" };

// A button with an icon, a text, or both; without a text its label is read aloud and shown as a hint.
function button(label, onclick, { picture, text = "", pressed, quiet = false } = {}) {
  const element = make("button", {
    type: "button", className: quiet ? "gc-button gc-quiet" : "gc-button", title: label, "aria-label": text && text === label ? null : label,
    onclick, ...KEEPS_KEYS,
  }, picture ? icon(picture) : null, text ? make("span", {}, text) : null);
  if (pressed !== undefined) press(element, pressed);
  return element;
}

function press(element, pressed) {
  element.setAttribute("aria-pressed", String(pressed));
}

function picture(element, name) { // change a button's icon
  element.querySelector("svg").replaceWith(icon(name));
}

function choice(label, options, value, onchange) {
  const element = make("select", { className: "gc-select", onchange: () => onchange(element.value), ...KEEPS_KEYS },
    options.map(([key, text]) => make("option", { value: key }, text)));
  element.value = value;
  return make("label", { className: "gc-field" }, make("span", {}, label), element);
}

function tick(label, checked, onchange) {
  const element = make("input", { type: "checkbox", checked, onchange: () => onchange(element.checked), ...KEEPS_KEYS });
  return make("label", { className: "gc-field" }, element, make("span", {}, label));
}

// A slider over whole steps 0 ... steps; `spoken` turns a step into what a screen reader says.
function slider(label, steps, value, { oninput, onchange, spoken, ...more } = {}) {
  const element = make("input", {
    type: "range", className: "gc-slider", min: "0", max: String(steps), step: "1", "aria-label": label, ...more, ...KEEPS_KEYS,
  });
  const say = () => { if (spoken) element.setAttribute("aria-valuetext", spoken(Number(element.value))); };
  element.say = say;
  element.value = String(value);
  element.addEventListener("input", () => { say(); oninput?.(Number(element.value)); });
  element.addEventListener("change", () => onchange?.(Number(element.value)));
  say();
  return element;
}

function calm() { // whether the reader asked for less motion
  return window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
}

// JupyterLab shows the still picture below the living widget: hide it, and its caption, while the widget lives.
// Returns what shows them again.
function hideStill(el, caption) {
  let timer = 0, tries = 0, mine = null;
  const plain = (text) => text.replace(/[\s*¶]+/g, " ").trim();
  const hidden = new Set();
  const look = () => {
    for (let one = mine.nextElementSibling; one; one = one.nextElementSibling) {
      if (plain(one.textContent) !== plain(caption) || !one.previousElementSibling?.querySelector("img")) continue;
      for (const part of [one.previousElementSibling, one]) {
        part.style.display = "none";
        hidden.add(part);
      }
      return;
    }
  };
  const watcher = new MutationObserver(look);
  const begin = () => { // a view may be made before it stands in the page
    const area = el.closest(".jp-OutputArea");
    mine = el.closest(".jp-OutputArea-child");
    if (area && mine) {
      watcher.observe(area, { childList: true, subtree: true });
      look();
    } else if (tries++ < 60) timer = setTimeout(begin, 50);
  };
  begin();
  return () => {
    clearTimeout(timer);
    watcher.disconnect();
    for (const part of hidden) part.style.display = "";
  };
}
