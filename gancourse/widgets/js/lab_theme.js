// The picture's colours, in light and in dark: from the style sheet, which follows JupyterLab's theme, or else the system's.

const labRgb = (colour) => [1, 3, 5].map((i) => parseInt(colour.trim().slice(i, i + 2), 16));

function labColours(root) {
  const style = getComputedStyle(root);
  const of = (name) => style.getPropertyValue(`--lab-${name}`).trim();
  return {
    dark: of("scheme") === "dark", font: style.fontFamily,
    text: of("text"), axis: of("axis"), half: of("half"), halo: of("halo"),
    real: of("real"), fake: of("fake"), arrow: of("arrow"), level: of("level"), manifold: of("manifold"),
    first: of("first"), second: of("second"),
    surfaceReal: labRgb(of("surface-real")), surfaceFake: labRgb(of("surface-fake")), surfaceHalf: labRgb(of("half")),
  };
}

function labIsDark() { // JupyterLab says so on the body; elsewhere the system's preference holds
  const said = document.body.dataset.jpThemeLight;
  return said === undefined ? window.matchMedia("(prefers-color-scheme: dark)").matches : said === "false";
}

function watchTheme(root, changed) { // returns what ends it
  const apply = () => {
    root.classList.toggle("lab-dark", labIsDark());
    root.dataset.theme = labIsDark() ? "dark" : "light";
    changed();
  };
  const media = window.matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(apply);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  media.addEventListener("change", apply);
  apply();
  return () => {
    observer.disconnect();
    media.removeEventListener("change", apply);
  };
}
