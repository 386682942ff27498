// The start of an exported page: it reads its data, shows itself, and keeps its frame as high as it is.

function startPage() {
  const root = document.getElementById("here");
  showPage(root, JSON.parse(document.getElementById("data").textContent));
  const fit = () => { if (window.frameElement) window.frameElement.style.height = `${Math.ceil(root.getBoundingClientRect().height) + 8}px`; };
  new ResizeObserver(fit).observe(root);
}

startPage();
