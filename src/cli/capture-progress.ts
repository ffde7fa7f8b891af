import type { Language } from "#contract/message.ts";
import { quantity, ratio } from "#contract/quantity.ts";
import { renderSays } from "#text/render-says.ts";
import { visible } from "#text/visible.ts";
import { captureWords } from "./capture-messages.ts";

const PATIENCE_MILLISECONDS = 1000;
const EVERY_MILLISECONDS = 200;
const ERASE_LINE = "\r\u001b[2K";

export interface CaptureProgress {
  /** @param bytes of the file that were read so far. */
  readonly read: (bytes: number) => void;
  readonly end: () => void;
}

/** Shows on stderr how far reading has got; only where stderr is a terminal and reading takes its time. */
export function captureProgress(
  file: string,
  size: number | null,
  language: Language,
): CaptureProgress {
  if (!process.stderr.isTTY) return { read: () => undefined, end: () => undefined };
  let next = performance.now() + PATIENCE_MILLISECONDS;
  let isShown = false;
  return {
    read(bytes) {
      const now = performance.now();
      if (now < next) return;
      next = now + EVERY_MILLISECONDS;
      isShown = true;
      const done = size === null || size === 0 ? quantity(bytes, "bytes") : ratio(bytes / size);
      const says = captureWords.progress({ what: file, done });
      process.stderr.write(`${ERASE_LINE}${visible(renderSays(says, language))}`);
    },
    end() {
      if (isShown) process.stderr.write(ERASE_LINE);
    },
  };
}
