// Starts the gallery: the names of its files stand in the page (Trunk.toml).
const { js, wasm } = document.querySelector("meta[name=gallery]").dataset;
import(new URL(js, document.baseURI)).then((module) => module.default({ module_or_path: wasm }));
