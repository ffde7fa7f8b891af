import { type Fact, fileFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";

/** Kernel keys of one user, against that user's quotas. */
export interface KeyUser {
  readonly uid: number;
  readonly keys: number;
  readonly maxKeys: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** 1-based. */
  readonly line: number;
}

/** `uid: usage nkeys/nikeys qnkeys/maxkeys qnbytes/maxbytes` */
const ROW = /^\s*(\d+):\s+\d+\s+\d+\/\d+\s+(\d+)\/(\d+)\s+(\d+)\/(\d+)\s*$/;

/** `/proc/key-users`: each user with keys. At a quota add_key(2) and request_key(2) return EDQUOT. */
const keyUsers: Fact<readonly KeyUser[]> = fileFact({
  id: "proc/key-users",
  path: "/proc/key-users",
  scope: "host",
  spec: ["proc_key-users(5), keyrings(7)", "linux security/keys/proc.c"],
  parse(text, note) {
    const users: KeyUser[] = [];
    for (const [index, row] of text.split("\n").entries()) {
      if (row === "") continue;
      const [uid, keys, maxKeys, bytes, maxBytes] = (ROW.exec(row) ?? []).slice(1).map(count);
      if (uid == null || keys == null || maxKeys == null || bytes == null || maxBytes == null)
        note({ line: index + 1, text: row.slice(0, 80) });
      else users.push({ uid, keys, maxKeys, bytes, maxBytes, line: index + 1 });
    }
    return users;
  },
});

export default keyUsers;
