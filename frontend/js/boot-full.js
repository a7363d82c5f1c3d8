// Starts the full application. The names are replaced by hashed ones in the build.
import "./page.js";
import init from "./full.js";

init({ module_or_path: new URL("./full.wasm", import.meta.url) }).catch((error) => {
  console.error(error);
  // The shell's own words for this case, hidden until now.
  document.getElementById("boot-failed")?.removeAttribute("hidden");
});
