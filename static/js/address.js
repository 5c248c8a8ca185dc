// What a page shows beyond the server's words stands in its address too, so that a copied link opens the same view.

export function words(name) {
  return new URLSearchParams(location.search).getAll(name);
}

/** Puts the words into the address without a step for Back; without words the name goes. */
export function keep(name, values) {
  const address = new URL(location.href);
  address.searchParams.delete(name);
  for (const value of values) address.searchParams.append(name, value);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}
