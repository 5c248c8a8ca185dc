// One edition: its areas on the map and in the list. A draft also has the edition in force beside it, and the places of what was found.
import { AreaList } from "./area-list.js";
import { MapView } from "./map-view.js";

const L = window.L;
const CLOSE = 17; // no nearer than this for a place that is a point
const container = document.getElementById("map");
const data = JSON.parse(document.getElementById("map-data").textContent);
const layers = { beside: null, findings: null };
const places = new Map();

const list = new AreaList({ onPoint: (code) => view.point(code), onOpen: open, onFilter: (codes) => view.filter(codes) });
const view = new MapView(container, { onPoint: pointFromMap, onOpen: open });

function pointFromMap(code) {
  view.point(code);
  list.point(code);
}

function open(code) {
  const link = list.links?.get(code);
  if (link) location.assign(link.href);
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
  layers.beside = L.geoJSON(outlines, { interactive: false, style: { className: "beside-line" } }).addTo(view.map);
}

function drawFindings(found) {
  layers.findings = L.geoJSON(found, {
    interactive: false,
    style: (feature) => ({ className: `finding-place ${feature.properties.severity}` }),
    pointToLayer: (feature, at) => L.circleMarker(at, { radius: 8, interactive: false, className: `finding-place ${feature.properties.severity}` }),
    onEachFeature: (feature, layer) => places.set(String(feature.properties.id), layer),
  }).addTo(view.map);
}

/** Brings a finding into view: its own place, else the areas it is about. */
function show(button) {
  const place = places.get(button.dataset.finding);
  const codes = button.dataset.codes.split(" ").filter(Boolean);
  const bounds = L.latLngBounds([]);
  if (place) bounds.extend(place.getBounds?.() ?? place.getLatLng());
  else for (const code of codes) if (view.layers.has(code)) bounds.extend(view.layers.get(code).getBounds());
  for (const [code, layer] of view.layers) layer.getElement()?.classList.toggle("is-selected", codes.includes(code));
  if (!bounds.isValid()) return;
  view.atHome = false;
  view.map.fitBounds(bounds, { padding: [60, 60], maxZoom: CLOSE, animate: false });
  document.getElementById("announcement").textContent = button.textContent;
  window.scrollTo({ top: 0 }); // on a phone the list lies over the map
}

function wire() {
  document.getElementById("result").addEventListener("click", (event) => {
    const button = event.target.closest("[data-finding]");
    if (button) show(button);
  });
  for (const box of document.querySelectorAll("[data-layer]")) {
    box.addEventListener("change", () => {
      const layer = layers[box.dataset.layer];
      if (layer && box.checked) layer.addTo(view.map);
      else layer?.remove();
    });
  }
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
  view.draw(own, data.areas);
  if (other) drawBeside(other);
  if (found) drawFindings(found);
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
