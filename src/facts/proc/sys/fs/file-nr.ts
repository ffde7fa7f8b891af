import { type Fact, fileFact } from "#contract/fact.ts";
import { expected, fields, u64 } from "#text/fields.ts";

/** Open files of the whole host, all processes and the kernel together. */
export interface FileHandles {
  readonly allocated: bigint;
  /** `fs.file-max`: only the privileged may go beyond. Modern kernels set it so high that memory ends first. */
  readonly max: bigint;
}

/** `/proc/sys/fs/file-nr`: allocated, free of these (0 since Linux 2.6), `fs.file-max`. */
const fileNr: Fact<FileHandles> = fileFact({
  id: "proc/sys/fs/file-nr",
  path: "/proc/sys/fs/file-nr",
  scope: "host",
  sampled: true,
  spec: [
    "linux Documentation/admin-guide/sysctl/fs.rst, file-max & file-nr",
    "linux fs/file_table.c",
  ],
  parse(text) {
    const [allocated, free, max, ...rest] = fields(text.trim()).map(u64);
    if (allocated == null || free == null || max == null || max === 0n || rest.length > 0)
      throw expected("three counts", text);
    return { allocated: allocated > free ? allocated - free : 0n, max };
  },
});

export default fileNr;
