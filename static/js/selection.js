// Computes only: what is asked of the server, which areas are shown, which comes next. Does not touch the page.

/** The form's entries as the address bar holds them: `typology=mss` instead of `subject=typology:mss`, nothing empty. */
export function requestParameters(entries) {
  const parameters = {};
  for (const [name, value] of entries) {
    if (value === "" || value === null || value === undefined) continue;
    if (name === "subject") {
      const [kind, key] = splitOnce(String(value), ":");
      parameters[kind] = key;
    } else {
      parameters[name] = String(value);
    }
  }
  if (parameters.typology) {
    delete parameters.method;
    delete parameters.classes;
  }
  return parameters;
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Text without case, accents and German spelling variants, so that "Käfertal", "kaefertal" and "kafertal" find each other. */
export function plain(text) {
  return text
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .replace(/([aou])e/g, "$1");
}

/** Codes of the areas that pass the chosen legend keys (none chosen: all) and whose name or code holds the text, in their order. */
export function visibleCodes(areas, keys, text) {
  const wanted = plain(text.trim());
  return areas
    .filter((area) => keys.size === 0 || keys.has(area.key))
    .filter((area) => wanted === "" || plain(area.name).includes(wanted) || area.code.toLowerCase().startsWith(text.trim().toLowerCase()))
    .map((area) => area.code);
}

/** The code that an arrow key, Home, End, PageUp or PageDown leads to; null when the key means nothing here. */
export function nextCode(codes, current, key) {
  if (codes.length === 0) return null;
  const at = codes.indexOf(current);
  const last = codes.length - 1;
  const targets = {
    ArrowDown: at < 0 ? 0 : Math.min(at + 1, last),
    ArrowUp: at < 0 ? last : Math.max(at - 1, 0),
    Home: 0,
    End: last,
    PageDown: Math.min(Math.max(at, 0) + 10, last),
    PageUp: Math.max(at - 10, 0),
  };
  return key in targets ? codes[targets[key]] : null;
}

/** "12 of 38" from "{shown} of {all}". */
export function filled(template, shown, all) {
  return template.replace("{shown}", shown).replace("{all}", all);
}
