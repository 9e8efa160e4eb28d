// Runs in the head, before anything is drawn: the theme that was chosen, else the system's.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    let kept = null;
    try {
      kept = localStorage.getItem("tremolo.theme");
    } catch {
      /* no storage: as the system says */
    }
    document.documentElement.dataset.theme = kept || (system.matches ? "dark" : "light");
  };
  apply();
  system.addEventListener("change", apply);
})();
