// The own-scale strip: moves the mark being given along the judge's earlier ones, and names the nearest.
import { points } from "./stepper.js";

const LEFT = 12, RIGHT = 314;

export function drawStrip(card, value) {
  const strip = card.querySelector("[data-strip]");
  const present = strip?.querySelector("[data-present]");
  if (!present) return;
  const near = strip.querySelector("[data-nearest]");
  if (value === null) {
    present.setAttribute("display", "none");
    near.textContent = "";
    return;
  }
  const low = Number(strip.dataset.low), high = Number(strip.dataset.high);
  const at = Math.min(Math.max(value, low), high);
  const x = LEFT + Math.floor(((at - low) * (RIGHT - LEFT)) / Math.max(high - low, 1));
  present.removeAttribute("hidden");
  present.removeAttribute("display");
  present.setAttribute("transform", present.getAttribute("transform").replace(/\(\S+/, `(${x}`));
  present.querySelector("[data-number]").textContent = points(value);
  const dots = [...strip.querySelectorAll("circle")].map((dot) => ({ mark: Number(dot.dataset.mark), name: dot.dataset.name }));
  const named = [dots.filter((dot) => dot.mark <= value).at(-1), dots.find((dot) => dot.mark > value)].filter(Boolean);
  near.textContent = named.length ? strip.dataset.names.replace("{names}", named.map((dot) => `${dot.name} ${points(dot.mark)}`).join(strip.dataset.comma)) : "";
}
