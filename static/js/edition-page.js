// One edition, or two compared: areas on the map and in the list, the other edition's borders over them, and the places of what was found.
// Rows of a table that name areas ([data-areas]) are marked with them, whichever is pointed at.
import { AreaList } from "./area-list.js";
import { MapView } from "./map-view.js";

const L = window.L;
const CLOSE = 17; // no nearer than this for a place that is a point
const container = document.getElementById("map");
const data = JSON.parse(document.getElementById("map-data").textContent);
const layers = { beside: null, findings: null };
const places = new Map();
const rows = [...document.querySelectorAll("[data-areas]")].map((element) => ({ element, codes: JSON.parse(element.dataset.areas) }));

const list = new AreaList({ onPoint: (code) => view.point(code), onOpen: open, onFilter: (codes) => view.filter(codes) });
const view = new MapView(container, { onPoint: pointFromMap, onOpen: open });

function pointFromMap(code) {
  view.point(code);
  list.point(code);
  for (const { element, codes } of rows) element.classList.toggle("is-pointed", codes.includes(code));
}

/** To the page of the area; where it has none, it is chosen here. */
function open(code) {
  const link = list.links?.get(code);
  if (!link) return;
  if (!link.getAttribute("href").startsWith("#")) return location.assign(link.href);
  list.select(code);
  bring([code], link.textContent.trim());
}

async function load(source) {
  if (!source) return null;
  try {
    const answer = await fetch(source, { headers: { Accept: "application/geo+json, application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function drawBeside(outlines) {
  layers.beside = L.geoJSON(outlines, { interactive: false, style: { className: "beside-line" } });
}

function drawFindings(found) {
  layers.findings = L.geoJSON(found, {
    interactive: false,
    style: (feature) => ({ className: `finding-place ${feature.properties.severity}` }),
    pointToLayer: (feature, at) => L.circleMarker(at, { radius: 8, interactive: false, className: `finding-place ${feature.properties.severity}` }),
    onEachFeature: (feature, layer) => places.set(String(feature.properties.id), layer),
  });
}

/** Of the edition beside, what is gone is an area of the map too; the codes of both may be the same. */
function withGone(outlines, beside) {
  const gone = (beside?.features ?? []).filter((feature) => data.gone?.includes(feature.properties.code));
  const named = gone.map((feature) => ({ ...feature, properties: { ...feature.properties, code: `gone:${feature.properties.code}` } }));
  return { ...outlines, features: [...outlines.features, ...named] };
}

function showLayers() {
  for (const box of document.querySelectorAll("[data-layer]")) {
    const layer = layers[box.dataset.layer];
    if (layer && box.checked) layer.addTo(view.map);
    else layer?.remove();
  }
}

/** Marks areas and brings them into view, or the place they are about. */
function bring(codes, said, place = null) {
  const bounds = L.latLngBounds([]);
  if (place) bounds.extend(place.getBounds?.() ?? place.getLatLng());
  else for (const code of codes) if (view.layers.has(code)) bounds.extend(view.layers.get(code).getBounds());
  for (const [code, layer] of view.layers) layer.getElement()?.classList.toggle("is-selected", codes.includes(code));
  if (!bounds.isValid()) return;
  view.atHome = false;
  view.map.fitBounds(bounds, { padding: [60, 60], maxZoom: CLOSE, animate: false });
  document.getElementById("announcement").textContent = said;
  window.scrollTo({ top: 0 }); // on a phone the list lies over the map
}

function show(button) {
  const box = document.querySelector('[data-layer="findings"]:not(:checked)');
  if (box) {
    box.checked = true;
    showLayers();
  }
  bring(button.dataset.codes.split(" ").filter(Boolean), button.textContent, places.get(button.dataset.finding));
}

/** What a row is about, marked on the map. */
function pointFromRow(event) {
  const codes = rows.find(({ element }) => element.contains(event.target))?.codes ?? [];
  view.mark("is-pointed", ...codes);
  const button = event.target.closest("tr")?.querySelector("[data-finding]");
  for (const [id, place] of places) place.getElement?.()?.classList.toggle("is-pointed", id === button?.dataset.finding);
}

function wireTables() {
  for (const table of document.querySelectorAll("#result table")) {
    for (const kind of ["mouseover", "focusin"]) table.addEventListener(kind, pointFromRow);
    for (const kind of ["mouseleave", "focusout"]) table.addEventListener(kind, () => pointFromRow({ target: table }));
  }
}

function wire() {
  document.getElementById("result").addEventListener("click", (event) => {
    const button = event.target.closest("[data-finding]");
    if (button) show(button);
    const shown = event.target.closest("[data-show]");
    if (shown) bring(JSON.parse(shown.closest("[data-areas]").dataset.areas), shown.getAttribute("aria-label"));
  });
  for (const box of document.querySelectorAll("[data-layer]")) box.addEventListener("change", showLayers);
  wireTables();
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

async function draw() {
  const { outlines, beside, findings } = container.dataset;
  const [own, other, found] = await Promise.all([load(outlines), load(beside), load(findings)]);
  if (own === null) {
    const note = document.getElementById("map-failed");
    note.hidden = false;
    note.textContent = container.dataset.failed;
    return;
  }
  view.draw(withGone(own, other), data.areas);
  if (other) drawBeside(other);
  if (found) drawFindings(found);
  showLayers();
  if (list.codes.length > 0) view.filter(list.codes);
  if (!data.selected) return;
  view.select(data.selected);
  const chosen = view.layers.get(data.selected);
  if (chosen) view.map.fitBounds(chosen.getBounds(), { padding: [80, 80], maxZoom: CLOSE, animate: false });
}

wire();
list.attach(document.getElementById("result"));
if (data.selected) list.select(data.selected);
draw();
