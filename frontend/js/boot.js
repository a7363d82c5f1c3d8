// Starts a reporter's application. The names are replaced by hashed ones in the build.
import "./page.js";
import init from "./app.js";

init({ module_or_path: new URL("./app.wasm", import.meta.url) }).catch((error) => {
  console.error(error);
  // The shell's own words for this case, hidden until now.
  document.getElementById("boot-failed")?.removeAttribute("hidden");
});
