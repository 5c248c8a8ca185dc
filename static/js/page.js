// What every page has: theme switch, list of keys, single-key shortcuts, print buttons, forms that follow their choices.

function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the choice holds for this page only.
  }
}

function isDark() {
  const chosen = document.documentElement.dataset.kernTheme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function wireTheme() {
  const button = document.querySelector("[data-theme-toggle]");
  if (!button) return;
  button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.kernTheme = next;
    store("theme", next);
    button.setAttribute("aria-pressed", String(next === "dark"));
  });
}

function isWriting(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function wireKeys() {
  const dialog = document.getElementById("keys");
  const tick = document.querySelector("[data-single-keys]");
  if (!dialog || !tick) return;
  tick.checked = stored("single-keys") !== "off";
  tick.addEventListener("change", () => store("single-keys", tick.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!tick.checked || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || dialog.open) return;
    if (event.key === "?") {
      event.preventDefault();
      dialog.showModal();
    } else if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
    }
  });
}

function wireClicks() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("change", (event) => {
    event.target.closest("form[data-submit-on-change]")?.requestSubmit();
  });
}

/** What was not sent after all may be sent again. */
function unlockForms() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    const busy = form.querySelector("[data-busy]");
    if (busy) busy.textContent = "";
  }
}

/** A form is sent once, however often its button is pressed; and after an answer with errors one starts at the first. */
function wireForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    if (form.matches(".languages")) form.elements.next.value = location.pathname + location.search;
    const busy = form.querySelector("[data-busy]");
    if (busy) busy.textContent = busy.dataset.busy;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) unlockForms();
  });
  // The browser's Stop ends the sending. Where the browser does not tell, another choice in the form opens it again.
  window.navigation?.addEventListener("navigateerror", unlockForms);
  document.addEventListener("change", (event) => {
    if (event.target.form?.dataset.sent) unlockForms();
  });
  document.querySelector("main [aria-invalid='true']")?.focus();
}

/** Work that a page waited for is over: the whole page once more. The part that asked is gone by then and asks no more. */
function wireProgress() {
  document.addEventListener("htmx:afterSwap", () => {
    if (document.querySelector("[data-over]")) location.reload();
  });
}

wireTheme();
wireForms();
wireKeys();
wireClicks();
wireProgress();
