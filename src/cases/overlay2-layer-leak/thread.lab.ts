import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "#lab/bench.ts";

/**
 * A thread mounts one layer in a mount namespace of its own and opens a file in another; then the first thread of its
 * process ends, by the system call alone, so that /proc/PID of the process tells of neither any more.
 */
const PROGRAM = `
import ctypes, os, platform, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
mounted, point, opened, ready = sys.argv[1:]
def must(result):
    if result != 0: raise OSError(ctypes.get_errno())
def work():
    must(libc.unshare(0x00020000))
    must(libc.mount(b"none", b"/", None, (1 << 18) | (1 << 14), None))
    must(libc.mount(mounted.encode(), point.encode(), None, 1 << 12, None))
    held = os.open(opened, os.O_RDONLY)
    while open("/proc/self/stat").read().rsplit(")", 1)[1].split()[0] != "Z": time.sleep(0.01)
    os.close(os.open(ready, os.O_CREAT | os.O_WRONLY))
    time.sleep(600)
    os.close(held)
threading.Thread(target=work).start()
libc.syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
`;

/** Keeps two directories in use through a thread whose process's first thread has ended. */
export async function keepByThread(bench: Bench, mounted: string, opened: string): Promise<void> {
  const point = join(bench.directory, "point");
  const ready = join(bench.directory, "thread-alone");
  mkdirSync(point);
  bench.start("python3", "-c", PROGRAM, mounted, point, opened, ready);
  await bench.until("the thread is alone", () => existsSync(ready));
}
