import { formatRecord } from "#text/record.ts";
import { writableFilesystems } from "../writable-filesystems.ts";
import type { Walk } from "./walk.ts";

/** Mount options that switch quotas on: ext4(5), xfs(5). */
const QUOTA =
  /(?:^|,)(?:(?:usr|grp|prj|u|g|p)?quota|usrjquota=[^,]+|grpjquota=[^,]+|uqnoenforce)(?:,|$)/;

/**
 * How much room the filesystems have that files can be made in, one line each:
 * `filesystem dev= type= source= point= process= total= free= available= inodes= inodes-free= quota=`. Bytes and inodes as
 * statfs(2) tells them; `process` where only that process's mount namespace shows it; `quota=on` where quotas are. Nothing remote is asked.
 */
const filesystemRoom: Walk = {
  name: "filesystem-room",
  onTree: false,
  run({ root }) {
    const lines = writableFilesystems(root).map(({ device, place: { table, mount }, space }) =>
      formatRecord("filesystem", {
        dev: device,
        type: mount.type,
        source: mount.source,
        point: mount.point,
        process: table.own ? null : table.process,
        total: space.total,
        free: space.free,
        available: space.available,
        inodes: space.inodes,
        "inodes-free": space.inodesFree,
        quota: QUOTA.test(mount.options) ? "on" : null,
      }),
    );
    return lines.map((line) => `${line}\n`).join("");
  },
};

export default filesystemRoom;
