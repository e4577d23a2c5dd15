/** The dashboard's page. A file of its own, because the content security policy runs no inline script. */
import { otherLanguage, pickLanguage } from "./language.ts";
import { type Language, NAMES, TEXTS, type Text } from "./texts.ts";

const KEY = "language";
const button = document.querySelector<HTMLButtonElement>("#language");

function show(language: Language): void {
  const texts = TEXTS[language];
  const other = otherLanguage(language);
  document.documentElement.lang = language;
  document.title = texts.title;
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
    element.textContent = texts[element.dataset.text as Text];
  }
  if (!button) return;
  button.textContent = NAMES[other];
  button.lang = other;
  button.hidden = false;
  button.onclick = () => {
    remember(other);
    show(other);
  };
}

/** A browser may refuse storage, even to be asked for it; then a choice lasts as long as the page. */
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {}
}

show(pickLanguage(remembered(), navigator.languages));
