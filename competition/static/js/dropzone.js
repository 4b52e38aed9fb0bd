// A drop zone says which file it holds. The field lies over the whole zone, so dropping works without this.
for (const zone of document.querySelectorAll("[data-dropzone] .zone")) {
  const field = zone.querySelector("input[type=file]");
  const words = zone.querySelector("[data-words]");
  const empty = words.textContent;
  field.addEventListener("change", () => {
    words.textContent = [...field.files].map((file) => file.name).join("、") || empty;
  });
  for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, () => zone.classList.add("over"));
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
}
