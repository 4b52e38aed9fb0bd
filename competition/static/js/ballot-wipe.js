// The receipt: everything is sealed, so the drafts on this device go. Also the button that prints it.
import { wipe } from "./ballot-outbox.js";

wipe().then(() => { for (const told of document.querySelectorAll("[data-wiped]")) told.hidden = false; }, () => undefined);
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
