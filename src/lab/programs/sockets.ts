import { dlopen, read } from "bun:ffi";

/** Sockets as the C library has them: labs need what no portable interface offers. */
export const libc = dlopen("libc.so.6", {
  socket: { args: ["int", "int", "int"], returns: "int" },
  setsockopt: { args: ["int", "int", "int", "ptr", "u32"], returns: "int" },
  bind: { args: ["int", "ptr", "u32"], returns: "int" },
  listen: { args: ["int", "int"], returns: "int" },
  connect: { args: ["int", "ptr", "u32"], returns: "int" },
  accept: { args: ["int", "ptr", "ptr"], returns: "int" },
  send: { args: ["int", "ptr", "u64", "int"], returns: "i64" },
  sendto: { args: ["int", "ptr", "u64", "int", "ptr", "u32"], returns: "i64" },
  recv: { args: ["int", "ptr", "u64", "int"], returns: "i64" },
  close: { args: ["int"], returns: "int" },
  __errno_location: { args: [], returns: "ptr" },
}).symbols;

/** linux include/linux/socket.h, include/linux/net.h */
export const AF_INET = 2;
export const SOCK_STREAM = 1;
export const SOCK_NONBLOCK = 0o4000;

/** `struct sockaddr_in` of an IPv4 address. */
export function socketAddress(address: string, port: number): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(16));
  bytes.set([AF_INET, 0, port >> 8, port & 255, ...address.split(".").map(Number)]);
  return bytes;
}

/** @throws if a call failed. */
export function must(result: number, what: string): number {
  if (result < 0) throw new Error(`${what} failed`);
  return result;
}

/** `errno` of the call that just failed. */
export function errno(): number {
  const place = libc.__errno_location();
  return place === null ? 0 : read.i32(place, 0);
}
