// The quantile slider in an exported page.

function showPage(root, data) {
  root.append(makeQuantile(data).element);
}
