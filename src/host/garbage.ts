/** No need to look closer at less than this. */
const FREE_BYTES = 104 * 1024 ** 2;
/** Bytes between two looks. */
const LOOK_BYTES = 512 * 1024;
/** The resident set may grow by this factor before garbage is collected again. */
const GROWTH = 1.2;

/**
 * Keeps garbage from piling up while a stream is read whose every byte may make some. The runtime by itself lets a heap
 * double before it looks, the more so the more memory the machine has.
 */
export class GarbageLimit {
  private limit = FREE_BYTES;
  private unlooked = 0;

  /** @param bytes of the stream that were taken since the last call. */
  check(bytes: number): void {
    this.unlooked += bytes;
    if (this.unlooked < LOOK_BYTES) return;
    this.unlooked = 0;
    // The highest it ever was costs a tenth of what it is.
    const highest = process.resourceUsage().maxRSS * 1024;
    if (highest < this.limit || process.memoryUsage.rss() < this.limit) return;
    Bun.gc(true);
    this.limit = Math.max(FREE_BYTES, process.memoryUsage.rss() * GROWTH);
  }
}
