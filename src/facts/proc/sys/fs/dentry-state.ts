import { type Fact, fileFact } from "#contract/fact.ts";
import { count, expected, fields } from "#text/fields.ts";

/** Entries of the directory cache. */
export interface DentryState {
  readonly dentries: number;
  /** Kept only in case they are asked for again: reclaimable. */
  readonly unused: number;
  /** Of names that do not exist. Before 5.0 this field is a dummy and always 0. */
  readonly negative: number;
}

function parse(text: string): DentryState {
  const words = fields(text.trim());
  const [dentries, unused] = words.map((word) => count(word));
  const negative = count(words[4]);
  // The counters are per CPU and summed: a fall below zero is shown as 0 by the kernel, not as a negative number.
  if (words.length !== 6 || dentries == null || unused == null || negative === null)
    throw expected("six numbers", text.trim());
  return { dentries, unused, negative };
}

/** `/proc/sys/fs/dentry-state`: how full the directory cache is. */
const dentryState: Fact<DentryState> = fileFact({
  id: "proc/sys/fs/dentry-state",
  path: "/proc/sys/fs/dentry-state",
  scope: "host",
  spec: ["proc_sys_fs(5), dentry-state", "linux Documentation/admin-guide/sysctl/fs.rst"],
  parse,
});

export default dentryState;
