// The one banner of a judge's page: what waits on this device, and what to do. Words come from the page, in its language.
const words = document.getElementById("ballot-words")?.dataset ?? {};
const place = document.getElementById("ballot-said");

export const word = (name, fill = {}) =>
  Object.entries(fill).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name] ?? "");

export const picture = (name) => document.getElementById(`icon-${name}`)?.content.firstElementChild.cloneNode(true);

export function say(kind, fill = {}, { drawing = "triangle", fact, link } = {}) {
  if (!place) return;
  const banner = document.createElement("div");
  banner.className = "banner hue-ochre";
  const text = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = fact ?? word(`${kind}Fact`, fill);
  const rest = document.createElement("span");
  rest.textContent = word(`${kind}Rest`, fill);
  text.append(strong, " ", rest);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link;
    anchor.textContent = word(`${kind}Link`);
    text.append(" ", anchor);
  }
  const drawn = picture(drawing);
  if (drawn) banner.append(drawn);
  banner.append(text);
  place.replaceChildren(banner);
  place.hidden = false;
}

export function hush() {
  if (place && !place.hidden) {
    place.replaceChildren();
    place.hidden = true;
  }
}
