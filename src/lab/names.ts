import { join } from "node:path";
import { selfCommand } from "#host/self.ts";
import type { Bench } from "./bench.ts";

/** The words that run Casebook where names are looked up in a file of the lab's own, written as hosts(5). Requires `unshare`. */
export async function withHosts(bench: Bench, text: string): Promise<readonly string[]> {
  const hosts = join(bench.directory, "hosts");
  await Bun.write(hosts, text);
  const bind = 'mount --bind "$1" /etc/hosts && shift && exec "$@"';
  return ["unshare", "--mount", "sh", "-c", bind, "sh", hosts, ...selfCommand()];
}
