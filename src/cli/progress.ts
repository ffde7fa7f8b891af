import type { Host, Order } from "#contract/host.ts";
import type { Language } from "#contract/message.ts";
import { renderSays } from "#text/render-says.ts";
import { visible } from "#text/visible.ts";
import { cliWords } from "./messages.ts";

/** Nothing is shown before this: a check is usually over by then. */
const PATIENCE_MILLISECONDS = 1500;
const EVERY_MILLISECONDS = 250;
const ERASE_LINE = "\r\u001b[2K";

function nameOf({ source }: Order): string {
  if (source.kind === "walk") return source.walk;
  if (source.kind === "command") return source.argv.join(" ");
  return source.kind === "file" ? source.path : source.pattern;
}

/** The same host, showing on stderr what is waited for; only where stderr is a terminal. */
export function withProgress(host: Host, language: Language): Host {
  if (!process.stderr.isTTY) return host;
  const began = performance.now();
  const pending = new Map<Order, string>();
  let shown = false;
  const clear = (): void => {
    if (shown) process.stderr.write(ERASE_LINE);
    shown = false;
  };
  const timer = setInterval(() => {
    const waited = performance.now() - began;
    if (waited < PATIENCE_MILLISECONDS || pending.size === 0) return clear();
    const [first = "", ...rest] = pending.values();
    const more = rest.length > 0 ? ` +${rest.length}` : "";
    const says = cliWords.reading({ what: first, seconds: Math.round(waited / 1000) });
    process.stderr.write(`${ERASE_LINE}${visible(renderSays(says, language) + more)}`);
    shown = true;
  }, EVERY_MILLISECONDS);
  timer.unref();
  return {
    ...host,
    async fetch(order) {
      pending.set(order, nameOf(order));
      try {
        return await host.fetch(order);
      } finally {
        pending.delete(order);
        if (pending.size === 0) clear();
      }
    },
  };
}
