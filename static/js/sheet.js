// The sheet of one area beside the map. Opens with the focus on its title, closes with Escape and gives the focus back.

export class Sheet {
  constructor(root, { onToggle }) {
    this.root = root;
    this.body = root.querySelector("#sheet-body");
    this.onToggle = onToggle;
    this.code = null;
    root.querySelector("[data-close-sheet]").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.code !== null && !document.querySelector("dialog[open]")) this.close();
    });
  }

  /** Loads the sheet from the area's own address. `focus` is false when only its figures changed. */
  async open(code, url, { focus = true } = {}) {
    if (code !== this.code) this.body.replaceChildren();
    this.code = code;
    try {
      await window.htmx.ajax("GET", url, { target: this.body, swap: "innerHTML" });
    } catch {
      // An answer that does not come and one that is refused look the same here: nothing to show.
    }
    if (this.code === code && !this.body.hasChildNodes()) this.body.textContent = this.body.dataset.failed;
    if (this.code !== code) return; // closed or changed while loading
    this.root.hidden = false;
    this.onToggle(code);
    if (focus) (this.body.querySelector("[data-sheet-title]") ?? this.root.querySelector("[data-close-sheet]")).focus();
  }

  close() {
    if (this.code === null) return;
    this.root.hidden = true;
    this.body.replaceChildren();
    this.code = null;
    this.onToggle(null);
  }
}
