// Puts the page together: form, map, legend, list and sheet follow one selection, which the address bar holds.
import { keep, words } from "./address.js";
import { AreaList } from "./area-list.js";
import { MapView } from "./map-view.js";
import { PeriodPlayer } from "./period-player.js";
import { requestParameters } from "./selection.js";
import { Sheet } from "./sheet.js";

const form = document.getElementById("choices");
const result = document.getElementById("result");
const container = document.getElementById("map");
const chosenArea = () => document.getElementById("chosen-area");
let lastChanged = "";
let played = false;
let drawn = "";
let outlines = null; // the answer may come after the next choice
let drawnOver = "";

const player = new PeriodPlayer();
const list = new AreaList({ onPoint: (code) => view.point(code), onOpen: open, onFilter: showFilter });
const view = new MapView(container, { onPoint: pointFromMap, onOpen: open });
const sheet = new Sheet(document.getElementById("sheet"), { onToggle: showSheet });

function pageData() {
  return JSON.parse(document.getElementById("map-data").textContent);
}

function pointFromMap(code) {
  view.point(code);
  list.point(code);
}

function showFilter(codes) {
  view.filter(codes);
  keep("show", list.keys);
}

function open(code) {
  const area = pageData().areas[code];
  if (area?.url) sheet.open(code, area.url);
}

function showSheet(code) {
  document.documentElement.classList.toggle("sheet-open", code !== null);
  const previous = chosenArea().value;
  chosenArea().value = code ?? "";
  writeAddress(code);
  view.resize();
  view.select(code);
  list.select(code);
  if (code === null) list.focus(previous);
}

/** Opening a sheet is a step that the browser's Back undoes; going from one area to the next is none. */
function writeAddress(code) {
  const address = new URL(location.href);
  const opened = code !== null && !address.searchParams.has("area");
  if (code === null) address.searchParams.delete("area");
  else address.searchParams.set("area", code);
  if (opened) history.pushState({ sheet: true }, "", address);
  else history.replaceState(history.state, "", address);
}

function wireBack() {
  window.addEventListener("popstate", (event) => {
    if (event.state?.htmx) return; // another selection: htmx loads that page
    keep("show", list.keys); // no step of its own: what the legend hides stays hidden
    const code = new URL(location.href).searchParams.get("area");
    if (code) open(code);
    else sheet.close();
  });
  // Playing the years is one step, not ten.
  document.body.addEventListener("htmx:beforeHistoryUpdate", (event) => {
    if (played && event.detail.history.type === "push") event.detail.history.type = "replace";
  });
}

async function draw() {
  const data = pageData();
  const source = document.getElementById("map-source").dataset.geojson;
  if (!source) return;
  const areas = data.areas ?? {};
  if (source === drawn) {
    view.recolour(areas);
    return;
  }
  const asked = (outlines = loadOutlines(source));
  const loaded = await asked;
  if (asked !== outlines) return;
  sayWhetherLoaded(loaded);
  if (loaded === null) return;
  drawn = source;
  view.draw(loaded, areas);
}

/** The borders that lie over the areas. */
async function drawOver() {
  const source = document.getElementById("map-source").dataset.borders;
  if (source === drawnOver) return;
  drawnOver = source;
  const loaded = source ? await loadOutlines(source) : null;
  if (source !== drawnOver) return;
  view.drawOver(loaded);
  if (source) sayWhetherLoaded(loaded);
}

function sayWhetherLoaded(loaded) {
  const note = document.getElementById("map-failed");
  note.hidden = loaded !== null;
  note.textContent = loaded === null ? container.dataset.failed : "";
}

async function loadOutlines(source) {
  try {
    const answer = await fetch(source, { headers: { Accept: "application/geo+json, application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** After the server's answer: colours, list and sheet of the new selection. */
async function refresh({ first = false } = {}) {
  const text = list.search?.value ?? "";
  list.attach(result, text);
  await draw();
  await drawOver();
  if (list.codes.length > 0) view.filter(list.codes);
  const data = pageData();
  const code = first ? data.selected : sheet.code;
  if (!code) return;
  const area = data.areas?.[code];
  if (area?.url) sheet.open(code, area.url, { focus: false });
  else sheet.close();
}

function announce() {
  const title = document.querySelector("#map-heading h1")?.textContent ?? "";
  const line = document.querySelector("#map-heading .subline")?.textContent ?? "";
  document.getElementById("announcement").textContent = `${title}, ${line}`;
}

function wireRequests() {
  form.addEventListener("change", (event) => {
    lastChanged = event.target.name ?? "";
    played = player.isMoving;
    if (lastChanged !== "period") player.stop();
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt !== form) return;
    event.detail.parameters = requestParameters(Object.entries(Object.fromEntries(new FormData(form))));
  });
  // While only the period changes, the form stays as it is: the slider keeps its focus and the player runs on.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.id === "choice-fields" && lastChanged === "period") event.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== result) return;
    if (lastChanged !== "period") player.attach();
    refresh();
    announce();
  });
}

function wireTools() {
  document.querySelector(".map-tools").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.pan) view.pan(...button.dataset.pan.split(",").map(Number));
    if (button.dataset.zoom) view.zoom(Number(button.dataset.zoom));
    if ("home" in button.dataset) view.home();
  });
  new ResizeObserver(() => view.resize()).observe(container);
  window.addEventListener("beforeprint", () => view.print(true));
  window.addEventListener("afterprint", () => view.print(false));
}

/** Back pressed while this page was still loading: nobody was there to hear it, the address is ahead of what is shown. */
function isLeftBehind() {
  const [loaded] = performance.getEntriesByType("navigation");
  return Boolean(history.state?.htmx) && loaded.name.split("#")[0] !== location.href.split("#")[0];
}

if (isLeftBehind()) location.reload();
wireRequests();
wireBack();
wireTools();
player.attach();
list.keys = new Set(words("show"));
refresh({ first: true });
