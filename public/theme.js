// The theme that the reader chose, before anything is painted. What the choices are: src/theme.rs.
try {
  const theme = localStorage.getItem("recado.theme");
  if (theme === "light" || theme === "dark") {
    document.documentElement.setAttribute("data-theme", theme);
  }
} catch {
  // No storage: the page follows the system.
}
