// The list of areas beside the map: one stop for the Tab key, arrow keys inside, search, and what the legend leaves.
import { filled, nextCode, visibleCodes } from "./selection.js";

export class AreaList {
  constructor({ onPoint, onOpen, onFilter }) {
    this.onPoint = onPoint;
    this.onOpen = onOpen;
    this.onFilter = onFilter;
    this.keys = new Set();
    this.codes = [];
  }

  /** Takes over the list and the legend in the freshly swapped part of the page. The search text is kept. */
  attach(root, text = "") {
    this.root = root;
    this.list = root.querySelector("#areas");
    if (!this.list) return;
    this.search = root.querySelector("#area-search");
    this.search.value = text;
    this.links = new Map([...this.list.querySelectorAll("a[data-code]")].map((link) => [link.dataset.code, link]));
    this.areas = [...this.links].map(([code, link]) => ({ code, key: link.dataset.key, name: link.querySelector(".area-name").textContent }));
    const known = new Set([...root.querySelectorAll("[data-legend] [data-key]")].map((button) => button.dataset.key));
    this.keys = new Set([...this.keys].filter((key) => known.has(key)));
    this.wire();
    this.refresh();
  }

  wire() {
    this.search.addEventListener("input", () => this.refresh());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "Enter") {
        event.preventDefault();
        this.focus(this.codes[0]);
      }
    });
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("focusin", (event) => this.onFocus(event));
    this.list.addEventListener("focusout", () => this.onPoint(null));
    this.list.addEventListener("mouseover", (event) => this.onPoint(codeOf(event)));
    this.list.addEventListener("mouseleave", () => this.onPoint(null));
    this.list.addEventListener("click", (event) => this.onClick(event));
    for (const legend of this.root.querySelectorAll("[data-legend]")) legend.addEventListener("click", (event) => this.onLegend(event));
    this.root.querySelector("[data-clear-filter]")?.addEventListener("click", () => this.clear());
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const code = nextCode(this.codes, codeOf(event), event.key);
    if (code === null) return;
    event.preventDefault();
    this.focus(code);
  }

  onFocus(event) {
    const code = codeOf(event);
    if (code === null) return;
    this.setStop(code);
    this.onPoint(code);
  }

  onClick(event) {
    const code = codeOf(event);
    if (code === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.onOpen(code);
  }

  onLegend(event) {
    const button = event.target.closest("[data-key]");
    if (!button) return;
    const { key } = button.dataset;
    if (!this.keys.delete(key)) this.keys.add(key);
    this.refresh();
  }

  clear() {
    this.keys.clear();
    this.search.value = "";
    this.refresh();
    this.root.querySelector("[data-legend] [data-key]")?.focus();
  }

  /** Shows what the legend and the search leave. */
  refresh() {
    this.codes = visibleCodes(this.areas, this.keys, this.search.value);
    this.root.classList.toggle("is-searching", this.search.value.trim() !== ""); // then the hits stand right below
    const shown = new Set(this.codes);
    for (const [code, link] of this.links) link.parentElement.hidden = !shown.has(code);
    for (const button of this.root.querySelectorAll("[data-legend] [data-key]")) {
      button.setAttribute("aria-pressed", String(this.keys.has(button.dataset.key)));
    }
    const count = this.root.querySelector("#areas-shown");
    const all = this.areas.length;
    count.textContent = this.codes.length === all ? inWords(all) : filled(count.dataset.some, inWords(this.codes.length), inWords(all));
    this.root.querySelector("#areas-none").hidden = this.codes.length > 0;
    const reset = this.root.querySelector("[data-clear-filter]");
    if (reset) reset.hidden = this.codes.length === all;
    if (!shown.has(this.stop)) this.setStop(this.codes[0] ?? null);
    this.onFilter(this.codes);
  }

  setStop(code) {
    this.stop = code;
    for (const [other, link] of this.links) link.tabIndex = other === code ? 0 : -1;
  }

  focus(code) {
    this.links?.get(code)?.focus();
  }

  /** Shows the area pointed at on the map without moving the focus. */
  point(code) {
    for (const [other, link] of this.links ?? []) link.classList.toggle("is-pointed", other === code);
  }

  select(code) {
    for (const [other, link] of this.links ?? []) {
      if (other === code) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (this.links?.has(code)) this.setStop(code);
  }
}

function inWords(number) {
  return number.toLocaleString(document.documentElement.lang);
}

function codeOf(event) {
  return event.target.closest("a[data-code]")?.dataset.code ?? null;
}
