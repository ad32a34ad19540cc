// Elements of the page. A string always becomes text, never markup.

export const byId = (id) => document.getElementById(id);

/** Creates an element. `onclick` and the like are listeners; an attribute that is `undefined` or `false` is left out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if ((value ?? false) !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Sets the text of an element if it differs: a screen reader repeats a text that is set again. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

const shown = new WeakMap();

/** Shows one child for each item. The child of a key stays from call to call, and keeps the focus. */
export function showItems(parent, items, { key, create, update }) {
  const before = shown.get(parent) ?? new Map();
  const now = new Map(items.map((item) => [key(item), before.get(key(item)) ?? create(item)]));
  shown.set(parent, now);
  const children = [...now.values()];
  if (children.length !== parent.children.length || children.some((child, at) => child !== parent.children[at])) {
    const focused = parent.contains(document.activeElement) && document.activeElement;
    parent.replaceChildren(...children);
    if (focused) focused.focus({ preventScroll: true });
  }
  for (const item of items) update(now.get(key(item)), item);
}
