// Level lines of values on a square grid, by marching squares: pairs of points in cells, from (0, 0) at the first value.

function contour(values, side, level) {
  const lines = [];
  const crossing = (a, b) => (level - a) / (b - a);
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const at = row * side + column;
      const a = values[at], b = values[at + 1], c = values[at + side + 1], d = values[at + side]; // round the cell
      const ends = [];
      if ((a < level) !== (b < level)) ends.push(column + crossing(a, b), row);
      if ((b < level) !== (c < level)) ends.push(column + 1, row + crossing(b, c));
      if ((c < level) !== (d < level)) ends.push(column + 1 - crossing(c, d), row + 1);
      if ((d < level) !== (a < level)) ends.push(column, row + 1 - crossing(d, a));
      for (let i = 0; i + 3 < ends.length; i += 4) lines.push(ends.slice(i, i + 4));
    }
  }
  return lines;
}
