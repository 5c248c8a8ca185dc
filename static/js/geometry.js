// Computes only: where the name of an area may stand. Coordinates are those of the screen, [x, y] in pixels.

/** Twice the signed area of a ring. */
function doubleArea(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) sum += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
  return sum;
}

/** The ring with the largest area; holes are not in the list. */
export function largestRing(rings) {
  return rings.reduce((best, ring) => (Math.abs(doubleArea(ring)) > Math.abs(doubleArea(best)) ? ring : best), rings[0]);
}

/** Left and right ends of the stretches of a horizontal line that lie inside a ring. */
function stretches(ring, y) {
  const crossings = [];
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[j];
    const [x2, y2] = ring[i];
    if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  }
  crossings.sort((a, b) => a - b);
  const pairs = [];
  for (let i = 0; i + 1 < crossings.length; i += 2) pairs.push([crossings[i], crossings[i + 1]]);
  return pairs;
}

/**
 * The middle of a box of the given size that lies inside the ring, as near to the ring's middle height as possible; null where none fits.
 * Checks the top, middle and bottom line of the box, which is enough for shapes with borders longer than a line of text is high.
 */
export function placeFor(ring, width, height) {
  const heights = ring.map((point) => point[1]);
  const top = Math.min(...heights);
  const bottom = Math.max(...heights);
  const middle = (top + bottom) / 2;
  const steps = 6;
  for (let step = 0; step <= steps; step++) {
    for (const side of step === 0 ? [0] : [-1, 1]) {
      const y = middle + (side * step * (bottom - top)) / (2 * steps + 2);
      const fits = boxAt(ring, y, width, height);
      if (fits !== null) return [fits, y];
    }
  }
  return null;
}

function boxAt(ring, y, width, height) {
  for (const [left, right] of widest(stretches(ring, y))) {
    let low = left;
    let high = right;
    for (const line of [y - height / 2, y + height / 2]) {
      const middle = (low + high) / 2;
      const over = stretches(ring, line).find(([a, b]) => a <= middle && middle <= b);
      if (!over) return null;
      low = Math.max(low, over[0]);
      high = Math.min(high, over[1]);
    }
    if (high - low >= width) return (low + high) / 2;
  }
  return null;
}

function widest(pairs) {
  return [...pairs].sort((a, b) => b[1] - b[0] - (a[1] - a[0])).slice(0, 1);
}
