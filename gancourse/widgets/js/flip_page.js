// Pictures to leaf through, in an exported page.

function showPage(root, data) {
  root.append(makeFlip(data).element);
}
