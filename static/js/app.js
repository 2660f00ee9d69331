// What the pages gain from JavaScript; every page does its job without it.
// GOV.UK components, focus and announcements after a swap, saving as you type, and the writing toolbar.

import {
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
  Tabs,
} from "./govuk-frontend.js";
import { watchMeeting } from "./meeting.js";
import { watchSaving } from "./saving.js";
import { enhanceNarrative } from "./narrative.js";

const COMPONENTS = [
  Button, CharacterCount, ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink, Tabs,
];

// Start every component that is on the page and not yet running: safe to call after each swap.
function enhance() {
  for (const Component of COMPONENTS) {
    const name = Component.moduleName;
    for (const element of document.querySelectorAll(`[data-module="${name}"]:not([data-${name}-init])`)) {
      try {
        new Component(element);
      } catch (error) {
        console.error(error); // one broken control must not stop the others
      }
    }
  }
  for (const area of document.querySelectorAll("textarea[data-narrative]:not([data-enhanced])")) {
    enhanceNarrative(area);
  }
}

function announce(text) {
  const announcer = document.getElementById("announcer");
  announcer.textContent = "";
  // A screen reader speaks a change, so the same words twice need a moment of silence between them.
  setTimeout(() => { announcer.textContent = text; }, 100);
}

function focusOn(element) {
  if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) {
    element.tabIndex = -1;
  }
  element.focus();
}

let focusedBefore = "";

// New content says what to focus (data-focus) and what to tell (data-announce). Without a wish the focus
// stays; where its element is gone, its namesake or the new content takes it, never the top of the page.
function settle(target) {
  const wanted = document.querySelector("[data-focus]");
  if (wanted) {
    wanted.removeAttribute("data-focus");
    focusOn(wanted);
  } else if (document.activeElement === document.body && focusedBefore !== null) {
    const heir = (focusedBefore && document.getElementById(focusedBefore))
      || (target?.id && document.getElementById(target.id))
      || document.getElementById("main-content");
    focusOn(heir);
  }
  const spoken = [];
  for (const element of document.querySelectorAll("[data-announce]")) {
    spoken.push(element.dataset.announce || element.textContent.trim());
    element.removeAttribute("data-announce");
  }
  if (spoken.length) announce(spoken.join(" "));
}

// A page nobody looks at asks for nothing; it asks again when it is looked at.
document.addEventListener("htmx:config:request", (event) => {
  if (document.hidden && event.detail.ctx.sourceElement.matches("[hx-trigger^='every ']")) event.preventDefault();
});

document.addEventListener("htmx:before:swap", () => {
  const active = document.activeElement;
  focusedBefore = active && active !== document.body ? active.id : null;
});

document.addEventListener("htmx:after:swap", (event) => {
  enhance();
  settle(event.detail.ctx.target);
});

// Wishes of a page that came whole: its own title is read out, so there is nothing to move or say.
for (const element of document.querySelectorAll("[data-focus], [data-announce]")) {
  element.removeAttribute("data-focus");
  element.removeAttribute("data-announce");
}
document.body.classList.add("js-enabled", "govuk-frontend-supported");
enhance();
watchSaving(announce);
watchMeeting(announce);
