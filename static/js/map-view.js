// The map itself: outlines drawn by Leaflet as SVG, coloured by CSS classes. Knows nothing of forms and lists; tells what is pointed at and opened.
import { largestRing, placeFor } from "./geometry.js";

const L = window.L;
const NAMES_UP_TO = 150; // above that names would be noise
const CHARACTER = 6.6; // pixels, the font's usual width at the size of the names
const LINE = 15;

export class MapView {
  constructor(container, { onPoint, onOpen }) {
    this.onPoint = onPoint;
    this.onOpen = onOpen;
    this.areas = {};
    this.layers = new Map();
    this.atHome = false;
    this.onPaper = false;
    this.names = L.layerGroup();
    this.map = L.map(container, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: 0.25,
      zoomDelta: 0.5,
      wheelPxPerZoomLevel: 120,
      minZoom: 8,
      maxZoom: 18,
      zoomAnimation: !calm(),
      fadeAnimation: false,
      renderer: L.svg({ padding: 0.5 }),
    });
    this.map.setView([0, 0], 8);
    this.names.addTo(this.map);
    this.tooltip = L.tooltip({ className: "area-tooltip", direction: "top", offset: [0, -6], opacity: 1 });
    this.map.on("zoomend", () => this.writeNames());
    this.map.on("dragstart zoomstart", () => (this.atHome = false));
    this.map.createPane("over").style.zIndex = 450; // above the areas, below their names
    this.over = L.layerGroup().addTo(this.map);
    this.overLines = L.svg({ pane: "over", padding: 0.5 });
    // The list beside the map says the same in words, the drawing is not read out.
    for (const pane of ["over", "overlayPane", "markerPane", "tooltipPane"]) this.map.getPane(pane).setAttribute("aria-hidden", "true");
  }

  /** Draws other outlines and shows all of them. */
  draw(outlines, areas) {
    this.areas = areas;
    this.outlines?.remove();
    this.layers.clear();
    this.outlines = L.geoJSON(outlines, {
      style: (feature) => this.look(feature.properties.code),
      onEachFeature: (feature, layer) => this.wire(feature.properties, layer),
    }).addTo(this.map);
    this.home();
  }

  /** Borders of another division over the areas; null takes them away. */
  drawOver(outlines) {
    this.over.clearLayers();
    if (!outlines) return;
    for (const className of ["over-halo", "over-line"]) {
      this.over.addLayer(L.geoJSON(outlines, { style: { className, fill: false }, interactive: false, renderer: this.overLines, pane: "over" }));
    }
  }

  /** Same outlines, other figures. */
  recolour(areas) {
    this.areas = areas;
    for (const [code, layer] of this.layers) this.paint(code, layer);
    this.tooltip.remove();
  }

  look(code) {
    const css = this.areas[code]?.css ?? "missing";
    return { className: `area ${css}`, fillColor: patternFor(css), fillOpacity: 1, weight: 1 };
  }

  paint(code, layer) {
    const element = layer.getElement();
    if (!element) return;
    const css = this.areas[code]?.css ?? "missing";
    const kept = [...element.classList].filter((name) => name.startsWith("leaflet-") || name.startsWith("is-"));
    element.setAttribute("class", ["area", css, ...kept].join(" "));
    element.setAttribute("fill", patternFor(css) ?? "");
  }

  wire(properties, layer) {
    const { code } = properties;
    layer.areaName = properties.name || code.split("?")[0]; // a draft marks codes that come twice
    this.layers.set(code, layer);
    layer.on({
      mouseover: () => this.onPoint(code),
      mouseout: () => this.onPoint(null),
      mousemove: (event) => this.tooltip.setLatLng(event.latlng),
      click: () => this.onOpen(code),
    });
  }

  /** Marks the area pointed at, by mouse or in the list, and says what it is. */
  point(code, at = null) {
    this.mark("is-pointed", code);
    const layer = this.layers.get(code);
    if (!layer) {
      this.tooltip.remove();
      return;
    }
    this.tooltip.setContent(this.words(code, layer)).setLatLng(at ?? layer.getBounds().getCenter()).addTo(this.map);
  }

  words(code, layer) {
    const area = this.areas[code];
    const box = document.createElement("div");
    const parts = [["strong", area?.name ?? layer.areaName], ["span", area?.display ?? ""], ["em", area?.status_label ?? ""]];
    for (const [tag, text] of parts) {
      if (!text) continue;
      const element = document.createElement(tag);
      element.textContent = text;
      box.append(element);
    }
    return box;
  }

  /** Marks the area whose sheet is open and brings it into view. */
  select(code) {
    this.mark("is-selected", code);
    const layer = this.layers.get(code);
    if (layer && !this.map.getBounds().contains(layer.getBounds())) this.map.panTo(layer.getBounds().getCenter(), { animate: !calm() });
  }

  mark(name, ...codes) {
    for (const [other, layer] of this.layers) {
      layer.getElement()?.classList.toggle(name, codes.includes(other));
      if (codes.includes(other)) layer.bringToFront();
    }
  }

  /** Fades all areas but these. */
  filter(codes) {
    const shown = new Set(codes);
    for (const [code, layer] of this.layers) layer.getElement()?.classList.toggle("is-faded", !shown.has(code));
  }

  writeNames() {
    this.names.clearLayers();
    if (this.layers.size === 0 || this.layers.size > NAMES_UP_TO) return;
    const larger = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // the reader's own size of letters
    const line = LINE * larger;
    for (const layer of this.layers.values()) {
      const name = layer.areaName;
      const width = name.length * CHARACTER * larger;
      const place = placeFor(largestRing(this.rings(layer)), width, line);
      if (!place) continue;
      const icon = L.divIcon({ className: "area-label", html: textElement(name), iconSize: [width + 8, line] });
      const at = this.map.layerPointToLatLng(place);
      this.names.addLayer(L.marker(at, { icon, interactive: false, keyboard: false }));
    }
  }

  rings(layer) {
    const polygons = layer.feature.geometry.type === "Polygon" ? [layer.getLatLngs()] : layer.getLatLngs();
    return polygons.map((rings) => rings[0].map((point) => this.map.latLngToLayerPoint(point)).map(({ x, y }) => [x, y]));
  }

  home() {
    const bounds = this.outlines?.getBounds();
    if (bounds?.isValid()) this.map.fitBounds(bounds, { padding: [24, 24], animate: false });
    this.atHome = true;
    this.writeNames();
  }

  pan(dx, dy) {
    this.atHome = false;
    const size = this.map.getSize();
    this.map.panBy([(dx * size.x) / 4, (dy * size.y) / 4], { animate: !calm() });
  }

  zoom(steps) {
    this.map.setZoom(this.map.getZoom() + steps * this.map.options.zoomDelta, { animate: !calm() });
  }

  /** Fits the section seen on the screen into the frame on paper, and back again afterwards. */
  print(on) {
    if (on === this.onPaper) return;
    const seen = on ? this.map.getBounds() : this.onScreen;
    if (on) this.onScreen = seen;
    this.onPaper = on;
    this.map.getContainer().classList.toggle("is-printed", on);
    this.map.invalidateSize({ animate: false });
    if (this.atHome) this.home();
    else this.map.fitBounds(seen, { animate: false });
  }

  /** Follows a changed frame; who sees the whole city goes on seeing it. */
  resize() {
    if (this.onPaper) return;
    this.map.invalidateSize({ animate: false });
    if (this.atHome) this.home();
  }
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The pattern the server wrote into the page for these classes; undefined where the fill is plain and CSS gives it. */
function patternFor(css) {
  const id = `fill-${css.trim().split(/\s+/).join("-")}`;
  return document.getElementById(id) ? `url(#${id})` : undefined;
}

function textElement(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}
