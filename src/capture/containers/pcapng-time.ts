/**
 * Time stamps of pcapng: 64-bit ticks since 1970, of a resolution that each interface chooses (`if_tsresol`: a power
 * of ten, or with the top bit set of two), plus `if_tsoffset` seconds.
 *
 * Ticks are more than a double holds for nanoseconds, so they are divided in pieces of 16 bits.
 */
export class TickClock {
  /** Ticks a second; 1e6 when the interface does not say. */
  readonly ticksPerSecond: number;
  readonly offsetSeconds: number;
  private readonly nanosecondsPerTick: number;

  constructor(resolution: number, offsetSeconds: number) {
    const power = resolution & 0x7f;
    this.ticksPerSecond = (resolution & 0x80) === 0 ? 10 ** power : 2 ** power;
    this.nanosecondsPerTick = 1e9 / this.ticksPerSecond;
    this.offsetSeconds = offsetSeconds;
  }

  /** Fills in the time of `high * 2^32 + low` ticks. */
  set(
    target: { seconds: number; nanoseconds: number; isTimed: boolean },
    high: number,
    low: number,
  ): void {
    target.isTimed = true;
    const rate = this.ticksPerSecond;
    const ticks = high * 2 ** 32 + low;
    if (ticks <= Number.MAX_SAFE_INTEGER) {
      const whole = Math.floor(ticks / rate);
      target.seconds = whole + this.offsetSeconds;
      target.nanoseconds = Math.floor((ticks - whole * rate) * this.nanosecondsPerTick);
      return;
    }
    if (rate > 2 ** 37) {
      const exact = (BigInt(high) << 32n) | BigInt(low);
      const whole = exact / BigInt(rate);
      target.seconds = Number(whole) + this.offsetSeconds;
      target.nanoseconds = Math.floor(
        Number(exact - whole * BigInt(rate)) * this.nanosecondsPerTick,
      );
      return;
    }
    let whole = Math.floor(high / rate);
    let rest = high - whole * rate;
    for (const piece of [low >>> 16, low & 0xffff]) {
      const value = rest * 65_536 + piece;
      const quotient = Math.floor(value / rate);
      whole = whole * 65_536 + quotient;
      rest = value - quotient * rate;
    }
    target.seconds = whole + this.offsetSeconds;
    target.nanoseconds = Math.floor(rest * this.nanosecondsPerTick);
  }
}
