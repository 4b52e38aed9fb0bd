// What every page may use. Each part finds its own marks and does nothing where there are none; without scripts all pages work.
import "./theme.js";
import "./errors.js";
import "./tables.js";
import "./dropzone.js";
import "./stepper.js";

document.documentElement.classList.add("js");

// Where a form signs out, marks that still wait on this device are sent before it does.
if (document.querySelector('form[action$="/sign-out"]')) import("./ballot-leave.js");
