import { optional } from "#contract/fact.ts";
import dmsetupStatus from "#facts/cmd/dmsetup-status.ts";
import kmsg from "#facts/dev/kmsg.ts";
import mqueue from "#facts/dev/mqueue.ts";
import cgroups from "#facts/proc/cgroups.ts";
import keyUsers from "#facts/proc/key-users.ts";
import queuesMax from "#facts/proc/sys/fs/mqueue/queues_max.ts";
import msgmni from "#facts/proc/sys/kernel/msgmni.ts";
import pty from "#facts/proc/sys/kernel/pty.ts";
import semLimits from "#facts/proc/sys/kernel/sem.ts";
import shmall from "#facts/proc/sys/kernel/shmall.ts";
import shmmni from "#facts/proc/sys/kernel/shmmni.ts";
import msg from "#facts/proc/sysvipc/msg.ts";
import sem from "#facts/proc/sysvipc/sem.ts";
import shm from "#facts/proc/sysvipc/shm.ts";
import allocation from "#facts/sys/fs/btrfs/allocation.ts";
import devices from "#facts/sys/fs/btrfs/devices.ts";
import filesystemRoom from "#facts/walk/filesystem-room.ts";

/** All of them optional: what one kernel lacks rules nothing out, and hides nothing. */
export const needs = {
  rooms: optional(filesystemRoom),
  allocation: optional(allocation),
  devices: optional(devices),
  pools: optional(dmsetupStatus),
  log: optional(kmsg),
  sem: optional(sem),
  semLimits: optional(semLimits),
  shm: optional(shm),
  shmall: optional(shmall),
  shmmni: optional(shmmni),
  msg: optional(msg),
  msgmni: optional(msgmni),
  mqueue: optional(mqueue),
  queuesMax: optional(queuesMax),
  pty: optional(pty),
  cgroups: optional(cgroups),
  keyUsers: optional(keyUsers),
};
