// Runs before the page is drawn: the reader's choice of light or dark, and the mark that scripts run at all.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.kernTheme = chosen;
  } catch {
    // Without storage the system's setting holds.
  }
})();
