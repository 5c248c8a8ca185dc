// The map of a plan among its text: outlines of the catchments, schools, and the places the checks name.
import { MapView } from "./map-view.js";

const L = window.L;
const container = document.getElementById("map");
const data = JSON.parse(document.getElementById("plan-map")?.textContent ?? "null");

function row(code) {
  return document.querySelector(`[data-code="${CSS.escape(code ?? "")}"]`);
}

function wireTools(view) {
  document.querySelector(".map-tools")?.addEventListener("click", (event) => {
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

const CLOSE = 16; // no nearer than this for one catchment

/** Brings the catchment of a row into view. */
function show(view, link) {
  const layer = view.layers.get(link.dataset.area);
  if (!layer) return;
  view.select(link.dataset.area);
  view.atHome = false;
  view.map.fitBounds(layer.getBounds(), { padding: [40, 40], maxZoom: CLOSE, animate: false });
  container.scrollIntoView({ block: "nearest" });
  document.getElementById("announcement").textContent = container.dataset.shown.replace("{name}", link.textContent);
}

/** A row and its area are marked together, whichever is pointed at. */
function wireRows(view) {
  for (const one of document.querySelectorAll("[data-code]")) {
    one.addEventListener("mouseenter", () => view.point(one.dataset.code));
    one.addEventListener("mouseleave", () => view.point(null));
    one.addEventListener("focusin", () => view.point(one.dataset.code));
    one.addEventListener("focusout", () => view.point(null));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-area]");
    if (!link) return;
    event.preventDefault();
    show(view, link);
  });
}

function drawPoints(view, points) {
  for (const { at, name, css } of points) {
    const point = L.circleMarker(at, { radius: 6, className: `point ${css}`, fillOpacity: 1 });
    point.bindTooltip(textElement(name), { className: "area-tooltip", direction: "top" });
    point.addTo(view.map);
  }
}

function textElement(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

async function draw() {
  const view = new MapView(container, {
    onPoint: (code) => view.point(code),
    onOpen: (code) => row(code)?.scrollIntoView({ block: "center" }),
  });
  wireTools(view);
  wireRows(view);
  const note = document.getElementById("map-failed");
  try {
    const answer = await fetch(data.source, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    view.draw(await answer.json(), data.areas);
    drawPoints(view, data.points);
  } catch {
    note.textContent = container.dataset.failed;
    note.hidden = false;
  }
}

if (container && data) draw();
