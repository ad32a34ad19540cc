// The rules for the JavaScript of the live page and of its tests.

import js from "@eslint/js";

const readonly = (...names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

const both = readonly("AbortController", "CustomEvent", "Event", "EventTarget", "URL", "URLSearchParams", "clearTimeout",
  "fetch", "performance", "queueMicrotask", "setTimeout", "clearInterval", "setInterval", "structuredClone", "console");
const browser = readonly("DOMParser", "Element", "addEventListener", "dispatchEvent", "EventSource", "FormData", "HTMLElement", "IntersectionObserver", "Node", "Path2D", "ResizeObserver",
  "cancelAnimationFrame", "devicePixelRatio", "document", "getComputedStyle", "history", "innerHeight", "innerWidth",
  "localStorage", "location", "matchMedia", "navigator", "requestAnimationFrame", "scrollTo", "sessionStorage", "window");

/** The page never makes markup of strings: label values may contain it. */
const markup = ["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "createContextualFragment", "srcdoc"]
  .map((property) => ({ property, message: "create elements, and set textContent" }));

export default [
  js.configs.recommended,
  {
    files: ["page/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: { ...both, ...browser } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      complexity: ["error", 15],
      eqeqeq: "error",
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": ["error", { object: "document", property: "write" }, ...markup],
      "no-self-compare": "error",
      "no-unmodified-loop-condition": "error",
      "no-unused-vars": ["error", { args: "after-used", argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-useless-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["tests/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: { ...both, ...readonly("setImmediate") } },
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error" },
  },
];
