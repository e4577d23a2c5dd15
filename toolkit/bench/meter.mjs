// Loaded into each measured process: when it ends, it says what it took at most. Not part of what is measured.
import { writeSync } from "node:fs";

process.on("exit", () => {
  writeSync(3, JSON.stringify({ maxRssKib: process.resourceUsage().maxRSS }));
});
