/** One line on a terminal that says what runs, shown only once it has run for a second; nothing elsewhere. */
export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

const PATIENCE = 1_000;

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  const started = Date.now();
  let shown = false;
  return {
    show(text) {
      if (Date.now() - started < PATIENCE) return;
      // A line that wraps could not be taken back.
      stream.write(`\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
      shown = true;
    },
    clear() {
      if (shown) stream.write("\r\u001b[K");
    },
  };
}
