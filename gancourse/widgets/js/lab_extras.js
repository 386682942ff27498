// Beside the panel: what differs in a second run, and the Python that plays the settings.

function otherChoice(tables, settings, name) { // the first value that a setting does not have now
  return tables.settings.find((one) => one.name === name).choices.find((choice) => choice !== settings[name]);
}

function differenceRow({ tables, settings, other, changed }) { // changed({name, value})
  const some = tables.settings.filter((one) => one.choices.length > 1 && one.name !== "data" && applies(one.name, settings));
  const title = (one) => (one.group === "game" ? one.label : `${one.group}'s ${one.label}`);
  const options = some.map((one) => labOption(one.name, title(one), one.name === other.name));
  const which = labElement("select", { "aria-label": "Run B differs in" }, ...options);
  which.addEventListener("change", () => changed({ name: which.value, value: otherChoice(tables, settings, which.value) }));
  const setting = some.find((one) => one.name === other.name);
  const value = settingControl(setting, other.value, (chosen) => changed({ name: other.name, value: chosen }));
  value.setAttribute("aria-label", "its value in run B");
  const own = setting.labels[settings[other.name]] || String(settings[other.name]);
  return ["Both runs have the same seed. Only one thing differs in run B: ", which, " is ", value, ` (in run A ${own})`];
}

function codePanel(texts, say) { // texts: [name, code] of each run
  const text = texts.map(([name, code]) => (texts.length > 1 ? `# ${name}\n` : "") + code).join("\n");
  const copied = () => say("Copied. The library's game has the same rules; its random numbers are torch's, so the picture will differ.");
  const copy = labButton("copy", "Copy", "Copy to the clipboard", async () => {
    const done = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error("no clipboard"));
    await done.then(copied, () => say("This page may not copy: select the text and copy it."));
  });
  return [labElement("pre", { tabindex: "0", "aria-label": "Python" }, text), copy];
}
