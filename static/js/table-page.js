// The table: sorting by column and filtering by name. Without this script the table stands as the server wrote it.
import { keep, words } from "./address.js";
import { readSort, rowMatches, sortedIndices, writtenSort } from "./order.js";
import { filled } from "./selection.js";

const language = document.documentElement.lang;

function cellOf(row, column) {
  const cell = row.cells[column];
  return { text: cell.textContent.trim(), value: cell.dataset.value === undefined ? null : Number(cell.dataset.value) };
}

function sortBy(table, header, ascending) {
  const kind = header.querySelector("[data-sort]").dataset.sort;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const cells = rows.map((row) => cellOf(row, header.cellIndex));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  body.append(...sortedIndices(cells, kind, ascending ? 1 : -1, language).map((index) => rows[index]));
}

function wireSorting(table) {
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (!button) return;
    const header = button.closest("th");
    const ascending = header.getAttribute("aria-sort") !== "ascending";
    sortBy(table, header, ascending);
    keep("sort", [writtenSort({ column: header.dataset.column, ascending })]);
  });
}

/** As the address asks; a column that this table does not have is passed over. */
function sortAsAsked(table) {
  const asked = readSort(words("sort")[0]);
  const header = [...table.tHead.rows[0].cells].find((cell) => cell.dataset.column === asked?.column);
  if (asked && header) sortBy(table, header, asked.ascending);
}

function wireFilter(table) {
  const input = document.getElementById("table-filter");
  const shown = document.getElementById("rows-shown");
  if (!input || !shown) return;
  const everything = shown.textContent;
  input.addEventListener("input", () => {
    const rows = [...table.tBodies[0].rows];
    for (const row of rows) row.hidden = !rowMatches([row.cells[0].textContent, row.cells[1].textContent], input.value);
    const count = rows.filter((row) => !row.hidden).length;
    shown.textContent = count === rows.length ? everything : filled(shown.dataset.some, count, rows.length);
  });
}

const table = document.querySelector("table[data-sortable]");
if (table) {
  wireSorting(table);
  sortAsAsked(table);
  wireFilter(table);
}
