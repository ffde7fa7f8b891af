/** AF_INET6: Linux 10, NetBSD, OpenBSD and BSD/OS 24, FreeBSD 28, macOS 30, Windows 23. AF_INET is 2 everywhere. */
export function isAddressFamilyIp6(family: number): boolean {
  return family === 10 || family === 23 || family === 24 || family === 28 || family === 30;
}
