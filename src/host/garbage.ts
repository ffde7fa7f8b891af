/** No need to look closer at less than this. */
const FREE_BYTES = 104 * 1024 ** 2;
/** The resident set may grow by this factor before garbage is collected again. */
const GROWTH = 1.2;

/**
 * Keeps garbage from piling up while a stream is read whose every byte may make some. The runtime by itself lets a heap
 * double before it looks, the more so the more memory the machine has.
 */
export class GarbageLimit {
  private limit = FREE_BYTES;

  /** Called now and then, every mebibyte or so. */
  check(): void {
    if (process.memoryUsage.rss() < this.limit) return;
    Bun.gc(true);
    this.limit = Math.max(FREE_BYTES, process.memoryUsage.rss() * GROWTH);
  }
}
