import { describe, expect, test } from "bun:test";
import { queuedError } from "./socket.ts";

const packet = { port: 33_434, quoted: new Uint8Array() };

/** As Linux 6.18 gives it: IP_RECVERR with `struct sock_extended_err` and the router's `sockaddr_in`. */
function control(): Uint8Array {
  const bytes = new Uint8Array(48);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, 48n, true);
  view.setInt32(12, 11, true);
  view.setUint32(16, 90, true);
  bytes.set([2, 3, 4, 0], 20);
  view.setUint32(24, 1400, true);
  bytes.set([2, 0, 0, 0, 10, 91, 1, 1], 32);
  return bytes;
}

describe("an error that came back", () => {
  test("tells the MTU, and who says so", () => {
    expect(queuedError(control(), packet)).toMatchObject({
      errno: 90,
      origin: "icmp",
      type: 3,
      code: 4,
      info: 1400,
      from: "10.91.1.1",
      port: 33_434,
    });
  });
  test("cut anywhere it is none, or has no sender", () => {
    for (let length = 0; length < 48; length++) {
      const error = queuedError(control().slice(0, length), packet);
      expect(error === null || error.from === null || length >= 40).toBe(true);
    }
  });
  test("a length of zero does not loop", () => {
    expect(queuedError(new Uint8Array(64), packet)).toBeNull();
  });
});
