// The two-alternative test in an exported page: its score is computed here.

function showPage(root, data) {
  root.append(makeTwoAlternatives(data).element);
}
