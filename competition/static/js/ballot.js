// One entry's page: every mark is saved as it is typed. Changes are gathered for a moment, kept in the outbox, and sent in
// one post; the place under each mark says where it is stored, in the server's words. Without this script the form is a form.
import { hundredths, points, showBand } from "./stepper.js";
import * as outbox from "./ballot-outbox.js";
import { hush, picture, say, word } from "./ballot-said.js";
import { drawStrip } from "./ballot-strip.js";

const words = document.getElementById("ballot-words").dataset;
const form = document.getElementById("ballot");
const token = form.elements.csrf_token?.value ?? "";
const cards = [...form.querySelectorAll("[data-card]")].map((node) => ({
  code: node.dataset.card, node, mark: form.elements[`mark_${node.dataset.card}`], note: form.elements[`note_${node.dataset.card}`],
}));
const PAUSE = 1200;
let record = { key: outbox.key(words.owner, words.entry), owner: words.owner, entry: words.entry, name: words.name, url: words.url, version: Number(form.elements.based_on.value), base: held(), dirty: outbox.blank(), sending: null };
let timer, busy = Promise.resolve(), wait = 2000, kept = true;

// What the server held when it gave this page: the fields may already differ after an error.
function held() {
  const base = outbox.blank();
  for (const { code, node } of cards) {
    if (node.dataset.heldMark) base.marks[code] = node.dataset.heldMark;
    if (node.dataset.heldNote) base.notes[code] = node.dataset.heldNote;
  }
  return base;
}

// The mark as a decimal text, null for none, undefined while it is not on the scale.
function typed({ mark, node }) {
  if (!mark.value.trim()) return null;
  const value = hundredths(mark.value);
  const low = hundredths(mark.dataset.low), high = hundredths(mark.dataset.high);
  if (value === null || value < low || value > high || (value - low) % Number(node.dataset.scaleStep)) return undefined;
  return points(value);
}

// Put a value into a field without calling it typed.
function show(card, text) {
  card.mark.value = text ?? "";
  redraw(card);
}

function redraw(card) {
  const value = typed(card);
  const number = value == null ? null : hundredths(value);
  const bands = card.node.querySelector("[data-bands]");
  if (bands) showBand(bands, number);
  drawStrip(card.node, number);
  summarize(card);
}

function tell(code, drawing, text, hue) {
  const place = cards.find((card) => card.code === code)?.node.querySelector("[data-where]");
  if (!place) return;
  const status = document.createElement("span");
  status.className = `status hue-${hue}`;
  const said = document.createElement("span");
  said.textContent = text;
  const drawn = picture(drawing);
  if (drawn) status.append(drawn);
  status.append(said);
  place.replaceChildren(status);
}

function summarize(card) {
  const place = form.querySelector(`[data-so="${CSS.escape(card.code)}"]`);
  const value = typed(card);
  const strong = document.createElement("strong");
  strong.textContent = value ?? "";
  place.replaceChildren(value == null ? blankWord(place.dataset.blank) : strong);
}

function blankWord(text) {
  const status = document.createElement("span");
  status.className = "status hue-ochre";
  status.append(picture("pencil"), text);
  return status;
}

function changed(card) {
  const { code, note } = card;
  const value = typed(card);
  redraw(card);
  if (value === undefined) {
    delete record.dirty.marks[code];
    tell(code, "triangle", words.offScale, "ochre");
  } else if (differs("marks", code, value, null)) {
    record.dirty.marks[code] = value;
  }
  if (differs("notes", code, note.value.trim(), "")) record.dirty.notes[code] = note.value.trim();
  if (code in record.dirty.marks || code in record.dirty.notes) tell(code, "clock", words.waiting, "ochre");
  outbox.put(record).catch(() => { kept = false; });
  clearTimeout(timer);
  timer = setTimeout(flush, PAUSE * (0.7 + 0.6 * Math.random()));
}

const differs = (kind, code, value, none) =>
  code in record.dirty[kind] || (record.sending && code in record.sending[kind]) || (record.base[kind][code] ?? none) !== value;

export function flush() {
  clearTimeout(timer);
  busy = busy.then(flushNow, flushNow);
  return busy;
}

async function flushNow() {
  if (record.apart?.length) return choose(record.stored ?? null);
  if (!record.sending && outbox.isEmpty(record.dirty)) return undefined;
  const outcome = await outbox.send(record, token);
  if (outcome.done) {
    wait = 2000;
    if (outcome.told) stored(outcome.told);
    if (outcome.more) return flushNow();
    return hush();
  }
  if (outcome.conflict) return choose(outcome.conflict);
  if (outcome.refused) return say("refused", {}, { fact: outcome.refused });
  if (outcome.signedOut) return say("signedOut", { n: outbox.waiting([record]) }, { link: words.signIn });
  const kind = outcome.offline ? "offline" : "trouble";
  if (kept) say(kind, { n: outbox.waiting([record]) }, { drawing: "offline" });
  else say("unkept");
  timer = setTimeout(flush, (wait = Math.min(wait * 2, 60000)) * (0.7 + 0.6 * Math.random()));
  return undefined;
}

// The server's answer: its version, its values and its times; a field still being typed in keeps what is in it.
function stored(told) {
  form.elements.based_on.value = told.version;
  for (const card of cards) {
    const { code, note } = card;
    if (code in record.dirty.marks || code in record.dirty.notes) continue;
    if (typed(card) !== undefined && typed(card) !== (told.marks[code] ?? null)) show(card, told.marks[code]);
    if (document.activeElement !== note && note.value.trim() !== (told.notes[code] ?? "")) note.value = told.notes[code] ?? "";
    if (typed(card) === undefined) continue;
    if (told.said[code]) tell(code, "tick", told.said[code], "bamboo");
    else tell(code, "pencil", words.blank, "ink-2");
  }
  const last = document.querySelector("[data-last]");
  if (last && told.at) last.textContent = word("last", { time: told.at });
}

// Two devices, one mark: both values are shown, and nothing is sent before the judge has chosen.
function choose(theirs) {
  record.stored = theirs ?? record.stored;
  say("conflict");
  for (const card of cards) {
    const box = card.node.querySelector("[data-choose]");
    const apart = record.apart.includes(card.code);
    box.hidden = !apart;
    if (!apart) continue;
    const here = card.mark.value || words.noMark;
    const there = record.stored.marks[card.code] ?? words.noMark;
    box.querySelector("[data-told]").textContent = word("choose", { stored: there, here });
    box.querySelector("[data-here]").textContent = [here, record.dirty.notes[card.code]].filter(Boolean).join("　");
    box.querySelector("[data-stored]").textContent = [there, record.stored.notes[card.code]].filter(Boolean).join("　");
    for (const radio of box.querySelectorAll("input")) {
      radio.checked = false;
      radio.onchange = () => chosen(card, radio.value, box);
    }
  }
}

function chosen(card, value, box) {
  const { code, note } = card;
  if (value === "stored") {
    delete record.dirty.marks[code];
    delete record.dirty.notes[code];
    show(card, record.stored.marks[code]);
    note.value = record.stored.notes[code] ?? "";
    if (record.stored.said?.[code]) tell(code, "tick", record.stored.said[code], "bamboo");
  }
  box.hidden = true;
  for (const radio of box.querySelectorAll("input")) radio.checked = false;
  record.apart = record.apart.filter((other) => other !== code);
  if (record.apart.length) return outbox.put(record).catch(() => undefined);
  record.base = { marks: record.stored.marks, notes: record.stored.notes };
  form.elements.based_on.value = record.version;
  delete record.stored;
  hush();
  if (outbox.isEmpty(record.dirty)) return outbox.remove(record).catch(() => undefined);
  return flush();
}

// What this device kept from before comes back into the fields: it is newer than what the server gave with the page.
async function restore() {
  const before = (await outbox.all(words.owner).catch(() => { kept = false; return []; })).find((one) => one.key === record.key);
  if (!before) return;
  before.url = words.url;
  record = before;
  const unsent = { marks: { ...record.sending?.marks, ...record.dirty.marks }, notes: { ...record.sending?.notes, ...record.dirty.notes } };
  for (const card of cards) {
    const { code, note } = card;
    if (code in unsent.notes) { note.value = unsent.notes[code]; note.closest("details").open = true; }
    if (code in unsent.marks) show(card, unsent.marks[code]);
    if (code in unsent.marks || code in unsent.notes) tell(code, "clock", words.waiting, "ochre");
  }
  await flush();
}

async function others() {
  for (const one of await outbox.all(words.owner).catch(() => [])) {
    if (one.key === record.key || one.apart?.length) continue;
    let outcome = await outbox.send(one, token);
    while (outcome.more) outcome = await outbox.send(one, token);
  }
}

for (const card of cards) {
  card.mark.addEventListener("input", () => changed(card));
  card.note.addEventListener("input", () => changed(card));
}

form.addEventListener("submit", async (event) => {
  if (cards.some((card) => typed(card) === undefined)) return;          // the server says what is wrong, with everything kept
  event.preventDefault();
  const to = event.submitter?.value === "before" ? words.before : event.submitter?.value === "stay" ? null : words.after;
  await flush();
  if (to && !record.sending && !record.apart?.length && outbox.isEmpty(record.dirty)) location.assign(to);
});

addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key.toLowerCase() === "s") { event.preventDefault(); flush(); }
  if (event.altKey && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(`button[name=go][value=${event.key === "ArrowRight" ? "after" : "before"}]`));
  }
});
addEventListener("online", () => { wait = 2000; flush().then(others); });
addEventListener("offline", () => { if (outbox.waiting([record])) flush(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
restore().then(() => {
  // After an error page the fields already say more than the server holds.
  for (const card of cards) if ((typed(card) ?? null) !== (record.base.marks[card.code] ?? null) || card.note.value.trim() !== (record.base.notes[card.code] ?? "")) changed(card);
  return others();
});
