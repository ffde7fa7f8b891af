import { spawnSync } from "node:child_process";
import { print } from "./out.ts";

/** What less needs to show colours, leave short texts alone and keep the screen; POSIX lets PAGER hold a whole command. */
const LESS = "FRX";

/** Text for people: through $PAGER (or less) on a terminal that it does not fit on, else to stdout. */
export function page(text: string): void {
  const { isTTY, rows } = process.stdout;
  const pager = process.env["PAGER"] ?? "less";
  if (!isTTY || text.split("\n").length <= rows || pager === "" || pager === "cat")
    return print(text, undefined);
  const { status } = spawnSync("/bin/sh", ["-c", pager], {
    input: text,
    stdio: ["pipe", "inherit", "inherit"],
    env: { LESS, LESSCHARSET: "utf-8", ...process.env },
  });
  const isMissing = status === 126 || status === 127;
  if (isMissing) print(text, undefined);
}
