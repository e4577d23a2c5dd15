/** Small line drawings, 16 by 16, in the colour of the text beside them. */
import { html, type Markup } from "./markup.ts";

const ICONS = {
  badge: "M8 1.75 3 3.5v4c0 3.2 2.1 5.6 5 6.75 2.9-1.15 5-3.55 5-6.75v-4zM5.75 8l1.6 1.6 2.9-3.1",
  balance: "M8 2.5v3M8 5.5H3.5V9M8 5.5h4.5V9M8 5.5V9M2 9.5h3v3H2zM6.5 9.5h3v3h-3zM11 9.5h3v3h-3z",
  box: "M8 1.75 13.5 4.6v6.8L8 14.25 2.5 11.4V4.6zM2.5 4.6 8 7.5l5.5-2.9M8 7.5v6.75",
  bucket: "M2.5 4.25h11l-1.25 9h-8.5zM2.5 4.25C2.5 3.1 5 2.5 8 2.5s5.5.6 5.5 1.75S11 6 8 6s-5.5-.6-5.5-1.75z",
  cache: "M9 1.75 3.5 9h4l-.75 5.25L12.5 7h-4z",
  cdn: "M4.75 12.5a3 3 0 0 1-.3-5.98 3.75 3.75 0 0 1 7.25.6 2.75 2.75 0 0 1-.2 5.38z",
  cluster: "M8 1.75 13.4 4.9v6.2L8 14.25 2.6 11.1V4.9zM8 5.5 10.2 6.75v2.5L8 10.5 5.8 9.25v-2.5z",
  database:
    "M3 4c0-1.25 2.25-2 5-2s5 .75 5 2v8c0 1.25-2.25 2-5 2s-5-.75-5-2zM3 4c0 1.25 2.25 2 5 2s5-.75 5-2M3 8c0 1.25 2.25 2 5 2s5-.75 5-2",
  gate: "M2 8h8.5M7.75 5 10.75 8l-3 3M13.5 2.5v11",
  globe:
    "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM2 8h12M8 2c2 1.75 2.75 3.75 2.75 6S10 12.25 8 14C6 12.25 5.25 10.25 5.25 8S6 3.75 8 2z",
  key: "M5 7.75a3.1 3.1 0 1 1 0 6.2 3.1 3.1 0 0 1 0-6.2zM7.25 8.6 13.5 2.25M11 4.75l2 2",
  lambda: "M4 2.5h2.25l5 11H13.5M7.4 6 3.5 13.5",
  link: "M6.75 9.25a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.25 6.75a2.6 2.6 0 0 0-3.7 0l-2.3 2.3a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
  lock: "M3.5 7.25h9v6.25h-9zM5.25 7.25v-2a2.75 2.75 0 0 1 5.5 0v2",
  network: "M6 2h4v3.5H6zM2 10.5h4V14H2zM10 10.5h4V14h-4zM8 5.5V8M4 10.5V8h8v2.5",
  pods: "M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM9 9h4.5v4.5H9z",
  queue: "M2 4.5h3v7H2zM6.5 4.5h3v7h-3zM11 8h3.5M12.75 6l2 2-2 2",
  rules: "M2.5 4h11M2.5 8h11M2.5 12h11M5.5 2.75v2.5M10.5 6.75v2.5M7 10.75v2.5",
  scale: "M6 2.5H2.5V6M2.5 2.5 6.75 6.75M10 13.5h3.5V10M13.5 13.5 9.25 9.25",
  server: "M2.5 2.75h11v4.5h-11zM2.5 8.75h11v4.5h-11zM5 5h.01M5 11h.01",
  shield: "M8 1.75 3 3.5v4c0 3.2 2.1 5.6 5 6.75 2.9-1.15 5-3.55 5-6.75v-4z",
  vector: "M8 8V2M8 8l5 3M8 8l-5 3M6.5 3.5 8 2l1.5 1.5M11 11.6l2-.6-.5-2M5 11.6 3 11l.5-2",
} as const;

export type IconName = keyof typeof ICONS;

/** Every icon, once on the page, for others to refer to. */
export const iconSheet: Markup = html`<svg class="sheet" aria-hidden="true">${Object.entries(ICONS).map(
  ([name, path]) => html`<symbol id="i-${name}" viewBox="0 0 16 16"><path d="${path}"/></symbol>`,
)}</svg>`;

export const icon = (name: IconName): Markup => html`<svg class="icon" aria-hidden="true"><use href="#i-${name}"/></svg>`;
