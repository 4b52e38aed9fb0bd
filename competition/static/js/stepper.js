// The [−][number][+] of a mark, and the band it falls in. Numbers are counted in hundredths: never in floats.
// A change fires "input" and "change" on the field, so a page's own script (the ballot) hears of it like of typing.
const wide = (text) => text.replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace("。", ".");

export function hundredths(text) {
  const found = /^\s*(\d{1,6})(?:\.(\d{0,2}))?\s*$/.exec(wide(String(text)));
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
}

export function points(value) {
  const whole = Math.trunc(value / 100);
  const part = String(value % 100).padStart(2, "0").replace(/0+$/, "");
  return part ? `${whole}.${part}` : String(whole);
}

function move(field, steps) {
  const by = hundredths(field.dataset.by || "1") || 100;
  const low = hundredths(field.dataset.low || "0") ?? 0;
  const high = hundredths(field.dataset.high || "100") ?? 10000;
  const now = hundredths(field.value);
  const next = now === null ? Math.round((low + high) / 2 / by) * by : now + steps * by;
  field.value = points(Math.min(high, Math.max(low, next)));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

export function showBand(bands, value) {
  let here = null;
  for (const item of bands.querySelectorAll("li")) if (value !== null && value >= Number(item.dataset.low)) here = item;
  for (const item of bands.querySelectorAll("li")) {
    item.classList.toggle("here", item === here);
    if (item === here) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
  for (const text of bands.querySelectorAll("p[data-low]")) text.hidden = !here || text.dataset.low !== here.dataset.low;
}

for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const field = stepper.querySelector("input");
  for (const button of stepper.querySelectorAll("[data-step]")) button.addEventListener("click", () => move(field, Number(button.dataset.step)));
  field.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!steps) return;
    event.preventDefault();
    move(field, steps);
  });
  const bands = stepper.closest(".stepper-field").parentElement.querySelector("[data-bands]");
  if (bands) field.addEventListener("input", () => showBand(bands, hundredths(field.value)));
}
