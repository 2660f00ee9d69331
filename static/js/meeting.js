// In a meeting the arrow keys go from screen to screen, like the links they follow. They are left alone where they
// mean something else: in a field, in what scrolls sideways, and with another key held down.

const OTHERWISE = "input, select, textarea, summary, [contenteditable], [role='group'][tabindex], .scroll";
const WAYS = { ArrowLeft: "prev", ArrowRight: "next" };

export function watchMeeting(announce) {
  const steps = document.querySelector("[data-meeting]");
  if (!steps) return;
  document.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    const held = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!way || held || event.defaultPrevented || event.target.closest?.(OTHERWISE)) return;
    const link = steps.querySelector(`a[rel="${way}"]`);
    event.preventDefault();
    if (link) {
      location.assign(link.href); // the new page says its own title
    } else {
      announce(way === "next" ? "This is the last screen." : "This is the first screen.");
    }
  });
}
