/** The day, as 2026-11-23, in UTC: what support of a version and the age of a price go by. */
export const today = (): string => new Date().toISOString().slice(0, 10);
