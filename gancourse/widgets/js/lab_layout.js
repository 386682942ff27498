// Where everything stands: the lab's elements from top to bottom.

function labLayout(tables) {
  const parts = {
    root: labElement("section", { class: "gancourse gan-lab", "aria-label": "GAN lab" }),
    hint: labElement("p", { class: "lab-hint", hidden: true }),
    difference: labElement("div", { class: "lab-difference", hidden: true }),
    trouble: labElement("p", { class: "gc-sorry", role: "alert", hidden: true }),
    stages: labElement("div", { class: "lab-stages" }),
    charts: labElement("div", { class: "lab-charts" }),
    scrub: labElement("input", { type: "range", class: "gc-slider", min: "0", max: "0", step: "1", value: "0", "aria-label": "Look back" }),
    scrubbed: labElement("output", {}),
    caption: labElement("p", { class: "lab-caption", "aria-live": "polite" }),
    panel: labElement("div", { class: "lab-panel" }),
    code: labElement("div", { class: "lab-code", hidden: true }),
    words: labElement("p", { class: "lab-engine" }, tables.words),
  };
  parts.fill = (bar, layers) => parts.root.append(bar, parts.hint, parts.difference, parts.trouble,
    labElement("div", { class: "lab-main" }, parts.stages, parts.charts),
    labElement("label", { class: "lab-scrub" }, labElement("span", {}, "look back"), parts.scrub, parts.scrubbed),
    parts.caption, layers, parts.panel, parts.code, parts.words);
  return parts;
}
