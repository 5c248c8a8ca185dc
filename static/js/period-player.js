// The slider and the play button over the period field. They only move the field; the form does the rest.

const PAUSE = 1400; // milliseconds between two periods, long enough to read the map

export class PeriodPlayer {
  constructor() {
    this.timer = null;
    this.isMoving = false;
  }

  /** Takes over the freshly drawn field; does nothing where there is only one period. */
  attach() {
    this.box = document.getElementById("period-player");
    this.field = document.getElementById("choice-period");
    if (!this.box || !this.field) return;
    this.slider = document.getElementById("period-slider");
    this.button = document.getElementById("period-play");
    this.slider.max = String(this.field.options.length - 1);
    this.show();
    this.slider.addEventListener("input", () => this.showWords(this.slider.valueAsNumber));
    this.slider.addEventListener("change", (event) => {
      event.stopPropagation(); // the field tells the form, once
      this.stop();
      this.go(this.slider.valueAsNumber);
    });
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
    this.field.addEventListener("change", () => this.show());
  }

  show() {
    this.slider.value = String(this.field.selectedIndex);
    this.showWords(this.field.selectedIndex);
  }

  showWords(index) {
    this.slider.setAttribute("aria-valuetext", this.field.options[index]?.text ?? "");
  }

  /** `isMoving` tells who listens that the period was played and not chosen. */
  go(index, { played = false } = {}) {
    this.isMoving = played;
    this.field.selectedIndex = index;
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
    this.isMoving = false;
  }

  start() {
    const atEnd = this.field.selectedIndex === this.field.options.length - 1;
    this.press(true);
    if (atEnd) this.go(0, { played: true });
    this.timer = setInterval(() => this.step(), PAUSE);
  }

  step() {
    const next = this.field.selectedIndex + 1;
    if (next < this.field.options.length) this.go(next, { played: true });
    if (next >= this.field.options.length - 1) this.stop();
  }

  stop() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.press(false);
  }

  press(on) {
    this.button.setAttribute("aria-pressed", String(on));
    this.button.querySelector(".kern-sr-only").textContent = on ? this.box.dataset.pause : this.box.dataset.play;
  }
}
