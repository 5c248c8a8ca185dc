// The upload page: a file may be dropped on the frame around the file field. The field itself works without this script.

const target = document.querySelector("[data-drop-target]");
const input = target?.querySelector("input[type=file]");
const chosen = target?.querySelector("[data-chosen-file]");

function show() {
  chosen.textContent = [...input.files].map((file) => file.name).join(", ");
}

if (target && input && chosen) {
  input.addEventListener("change", show);
  target.addEventListener("dragover", (event) => {
    event.preventDefault();
    target.classList.add("is-over");
  });
  target.addEventListener("dragleave", () => target.classList.remove("is-over"));
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    target.classList.remove("is-over");
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    show();
  });
}
