/** The words that start this program again: from source Bun, its options and the script; from the executable itself alone. */
export function selfCommand(): string[] {
  const script = Bun.main;
  // Files inside a compiled executable lie under a root of their own, which Bun calls /$bunfs.
  return script.startsWith("/$bunfs")
    ? [process.execPath]
    : [process.execPath, ...process.execArgv, script];
}
