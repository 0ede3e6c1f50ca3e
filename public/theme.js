// How the reader wants the page to look, before anything is painted. What the choices are: src/theme.rs, src/ui/looks.rs.
try {
  const root = document.documentElement;
  for (const name of ["theme", "density", "text-size"]) {
    const word = localStorage.getItem(`recado.${name}`);
    if (word && word !== "system") {
      root.setAttribute(`data-${name}`, word);
    }
  }
  const height = localStorage.getItem("recado.row-height");
  if (height) {
    root.style.setProperty("--row-height", `${height}px`);
  }
} catch {
  // No storage: the page follows the system.
}
