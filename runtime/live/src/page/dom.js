// Elements of the page. Strings always become text, never markup.

/** Creates an element; `onclick` and the like are listeners, and `undefined` or `false` leaves an attribute out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Sets the text of an element if it differs, so that a screen reader does not repeat it. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
