// Computes only: the order of table rows and which of them a filter leaves. Does not touch the page.
import { plain } from "./selection.js";

/** Compares two cells; cells without a number come last in both directions, since missing is neither small nor large. */
export function compareCells(a, b, kind, direction, language) {
  if (kind === "number") {
    const left = a.value === null;
    const right = b.value === null;
    if (left || right) return Number(left) - Number(right);
    return direction * (a.value - b.value);
  }
  return direction * a.text.localeCompare(b.text, language, { numeric: true });
}

/** Indices of the rows in their new order; equal rows keep their places. */
export function sortedIndices(cells, kind, direction, language) {
  return cells
    .map((cell, index) => ({ cell, index }))
    .sort((a, b) => compareCells(a.cell, b.cell, kind, direction, language) || a.index - b.index)
    .map((entry) => entry.index);
}

/** The column and direction of `sort=name` (rising) or `sort=-name` (falling); null without a word. */
export function readSort(word) {
  if (!word) return null;
  const falling = word.startsWith("-");
  return { column: falling ? word.slice(1) : word, ascending: !falling };
}

export function writtenSort({ column, ascending }) {
  return ascending ? column : `-${column}`;
}

export function rowMatches(texts, wanted) {
  const needle = plain(wanted.trim());
  return needle === "" || texts.some((text) => plain(text).includes(needle));
}
