/** Every text of the page, in every language. */
export const TEXTS = {
  en: {
    title: "Monitor",
    heading: "Front-end error monitoring",
    lead: "This environment is up. Issues, trends and alerts will appear here once this dashboard can show them.",
  },
  zh: {
    title: "监控平台",
    heading: "前端错误监控",
    lead: "当前环境已就绪。问题、趋势和告警功能上线后，将在这里展示。",
  },
} as const;

export type Language = keyof typeof TEXTS;
export type Text = keyof (typeof TEXTS)[Language];

/** Each language, by its own name. */
export const NAMES: Readonly<Record<Language, string>> = { en: "English", zh: "中文" };
