// A toolbar for narrative boxes, and pastes from Word that keep their headings, bullets and links.
// The box holds Markdown; the buttons only type it.

const BUTTONS = [
  ["Bold", "toolbar__bold", (area) => wrap(area, "**", "bold text")],
  ["Italic", "toolbar__italic", (area) => wrap(area, "*", "italic text")],
  ["Heading", "", (area) => mark(area, () => "### ")],
  ["Bullets", "", (area) => mark(area, () => "- ")],
  ["Numbers", "", (area) => mark(area, (index) => `${index + 1}. `)],
  ["Link", "", (area) => link(area)],
];
const MARKS = /^(#{1,6} |[-*] |\d+\. )/;

// Typed as a person would, so that Undo takes it back.
function insert(area, text) {
  area.focus();
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function selected(area) {
  return area.value.slice(area.selectionStart, area.selectionEnd);
}

function wrap(area, sign, example) {
  const words = selected(area) || example;
  const start = area.selectionStart;
  insert(area, sign + words + sign);
  area.setSelectionRange(start + sign.length, start + sign.length + words.length);
}

// Give each selected line its mark (blank lines between paragraphs stay blank); lines that have it lose it.
function mark(area, markOf) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const after = area.value.indexOf("\n", area.selectionEnd);
  const end = after === -1 ? area.value.length : after;
  const lines = area.value.slice(start, end).split("\n");
  const counts = (line) => lines.length === 1 || line.trim();
  const marked = lines.filter(counts).every((line, index) => line.startsWith(markOf(index)));
  let index = 0;
  const changed = lines.map((line) => {
    if (!counts(line)) return line;
    const sign = marked ? "" : markOf(index);
    index += 1;
    return sign + line.replace(MARKS, "");
  });
  area.setSelectionRange(start, end);
  insert(area, changed.join("\n"));
}

function link(area) {
  const words = selected(area) || "text of the link";
  const start = area.selectionStart;
  insert(area, `[${words}](https://)`);
  const address = start + words.length + 3;
  area.setSelectionRange(address, address + "https://".length);
}

function toolbarFor(area) {
  const bar = document.createElement("div");
  bar.className = "toolbar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", `Formatting: ${area.dataset.narrative}`);
  bar.setAttribute("aria-controls", area.id);
  for (const [words, className, act] of BUTTONS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.className = className;
    button.tabIndex = bar.childElementCount ? -1 : 0;
    button.addEventListener("click", () => act(area));
    bar.append(button);
  }
  // One stop in the tab order; the arrow keys move inside it.
  bar.addEventListener("keydown", (event) => {
    const buttons = [...bar.children];
    const here = buttons.indexOf(document.activeElement);
    const next = {
      ArrowRight: (here + 1) % buttons.length,
      ArrowLeft: (here - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[here].tabIndex = -1;
    buttons[next].tabIndex = 0;
    buttons[next].focus();
  });
  return bar;
}

// --- Paste ---

const BLOCKS = "p, h1, h2, h3, h4, h5, h6, ul, ol, div, table, blockquote";

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("style, script, title, meta")) return "";
  if (node.matches("br")) return "\n";
  const words = [...node.childNodes].map(inline).join("");
  const core = words.trim();
  if (!core) return words;
  const around = (sign) => words.replace(core, () => sign + core + sign);
  if (node.matches("b, strong") && !/font-weight:\s*normal/.test(node.dataset.style ?? "")) return around("**");
  if (node.matches("i, em")) return around("*");
  if (node.matches("a[href^='http'], a[href^='mailto:']")) {
    return words.replace(core, () => `[${core}](${node.getAttribute("href")})`);
  }
  return words;
}

function list(element, indent) {
  const ordered = element.matches("ol");
  const lines = [];
  for (const item of element.children) {
    if (item.matches("ul, ol")) { // Word nests lists beside items, not in them
      lines.push(list(item, `${indent}  `));
    } else if (item.matches("li")) {
      const words = [...item.childNodes].filter((node) => !node.matches?.("ul, ol")).map(inline).join("").trim();
      const sign = ordered ? `${lines.length + 1}. ` : "- ";
      lines.push(indent + sign + words.replace(/\s+/g, " "));
      for (const inner of item.querySelectorAll(":scope > ul, :scope > ol")) {
        lines.push(list(inner, indent + " ".repeat(sign.length)));
      }
    }
  }
  return lines.join("\n");
}

// Word's own clipboard writes list items as paragraphs with the bullet as text.
function wordItem(element) {
  if (!/mso-list:/.test(element.dataset.style ?? "")) return null;
  const copy = element.cloneNode(true);
  let sign = "";
  for (const part of copy.querySelectorAll("span[data-style*='mso-list:Ignore'], span[data-style*='mso-list: Ignore']")) {
    sign += part.textContent;
    part.remove();
  }
  const level = Number(/level(\d)/.exec(element.dataset.style)?.[1] ?? 1);
  const number = /^\s*(\d+)[.)]/.exec(sign);
  return `${"   ".repeat(level - 1)}${number ? `${number[1]}. ` : "- "}${inline(copy).trim()}`;
}

function blocks(element) {
  const parts = []; // pairs of text and whether it is a list item, which sits close to its neighbour
  let loose = "";
  const flush = () => {
    if (loose.trim()) parts.push([loose.trim(), false]);
    loose = "";
  };
  for (const node of element.childNodes) {
    if (!node.matches?.(BLOCKS) && !node.querySelector?.(BLOCKS)) {
      loose += inline(node);
      continue;
    }
    flush();
    const item = wordItem(node);
    if (item) parts.push([item, true]);
    else if (node.matches("ul, ol")) parts.push([list(node, ""), false]);
    else if (node.matches("h1, h2, h3, h4, h5, h6")) parts.push([`### ${inline(node).trim().replaceAll("**", "")}`, false]);
    else if (node.matches("table")) {
      for (const row of node.rows) {
        parts.push([[...row.cells].map((cell) => inline(cell).trim().replace(/\s+/g, " ")).join(": "), false]);
      }
    } else if (node.querySelector(BLOCKS)) parts.push(...blocks(node));
    else parts.push([inline(node).trim(), false]);
  }
  flush();
  return parts.filter(([text]) => text);
}

// Only read, never shown; its styles are set aside, because the page's policy refuses inline ones aloud.
function parse(html) {
  const quiet = html
    .replace(/<style\b[\s\S]*?<\/style>/gi, "")
    .replace(/<[^<>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  return new DOMParser().parseFromString(quiet, "text/html").body;
}

export function toMarkdown(html) {
  const body = parse(html);
  return blocks(body).reduce(
    (text, [part, close], index, all) => text + (index ? (close && all[index - 1][1] ? "\n" : "\n\n") : "") + part,
    "",
  );
}

export function enhanceNarrative(area) {
  area.dataset.enhanced = "";
  area.before(toolbarFor(area));
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!/<(p|h[1-6]|ul|ol|li|b|strong|i|em|a)\b/i.test(html)) return;
    const text = toMarkdown(html);
    if (!text) return;
    event.preventDefault();
    insert(area, text);
  });
}
