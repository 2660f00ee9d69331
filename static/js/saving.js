// Saving as you type. A form marked data-autosave posts itself through htmx; the answer replaces its
// [data-saved] line. Here we say "Saving…" and "Not saved", and warn before unsaved words are left behind.

const typed = new WeakMap(); // form → how many times something was typed
const sent = new WeakMap();  // form → that number when the request under way began
const unsaved = new Set();
const ANSWERED = new Set([409, 422]); // the server's own line says what is wrong and takes the place of ours

function formOf(event) {
  return event.detail?.ctx?.sourceElement?.closest?.("form[data-autosave]")
    ?? event.target.closest?.("form[data-autosave]");
}

function show(form, state, words) {
  const line = form.querySelector("[data-saved]");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = words;
}

export function watchSaving(announce) {
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-autosave]");
    if (!form) return;
    typed.set(form, (typed.get(form) ?? 0) + 1);
    unsaved.add(form);
  });

  document.addEventListener("htmx:before:request", (event) => {
    const form = formOf(event);
    if (!form) return;
    sent.set(form, typed.get(form) ?? 0);
    show(form, "saving", "Saving…");
  });

  document.addEventListener("htmx:after:request", (event) => {
    const form = formOf(event);
    const status = event.detail.ctx.response.status;
    if (form && status < 400 && sent.get(form) === (typed.get(form) ?? 0)) unsaved.delete(form);
  });

  const failed = (event) => {
    const form = formOf(event);
    if (!form || ANSWERED.has(event.detail.ctx?.response?.status)) return;
    const words = event.detail.ctx?.response?.status === 401
      ? "Not saved: you have been signed out. Use the save button: it keeps what you typed."
      : "Not saved. Check your connection, then use the save button.";
    show(form, "failed", words);
    announce(words);
  };
  document.addEventListener("htmx:error", failed);
  document.addEventListener("htmx:response:error", failed);

  document.addEventListener("submit", (event) => unsaved.delete(event.target));

  window.addEventListener("beforeunload", (event) => {
    for (const form of unsaved) {
      if (form.isConnected) event.preventDefault();
    }
  });
}
