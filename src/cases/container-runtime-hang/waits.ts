/** What a task waits for, by the functions that it waits in. */
export type WaitKind =
  | "paused"
  | "nfs"
  | "user-filesystem"
  | "frozen-filesystem"
  | "child"
  | "storage"
  | "other"
  | "unseen";

const KINDS: readonly (readonly [WaitKind, RegExp])[] = [
  ["paused", /^_*(?:refrigerator|do_freezer_trap|cgroup_enter_frozen)$/],
  // From 6.1 on a v1 freezer stops tasks where they sleep: these sleep in state S unless they are frozen.
  [
    "paused",
    /^_*(?:hrtimer_nanosleep|do_nanosleep|futex_wait\w*|ep_poll|do_epoll_wait|do_sys_poll|do_select|poll_schedule_timeout|do_wait|do_sigtimedwait|sigsuspend|inet_csk_accept|(?:anon_)?pipe_read|n_tty_read)$/,
  ],
  ["nfs", /^_*(?:nfs\d?_|rpc_|xprt_|xprtrdma_|ceph_|cifs_|smb2_|p9_|v9fs_|gfs2_|ocfs2_|dlm_)/],
  ["user-filesystem", /^_*(?:fuse_|request_wait_answer|autofs\d?_)/],
  [
    "frozen-filesystem",
    /^_*(?:percpu_rwsem_wait|percpu_down_read|sb_start_write|sb_wait_write|mnt_want_write\w*|freeze_super|wait_transaction_locked)$/,
  ],
  ["child", /^_*(?:wait_for_vfork_done|do_fork|kernel_clone|do_sys_vfork|do_vfork|sys_vfork)$/],
  [
    "storage",
    /^_*(?:io_schedule\w*|blk_\w+|blkdev_\w+|submit_bio\w*|folio_wait\w*|wait_on_page\w*|wait_on_buffer|bit_wait_io|jbd2_\w+|xfs_\w+|ext4_\w+|btrfs_\w+|dm_\w+|md_\w+|raid\d\w*|filemap_\w+|sync_inodes\w*|get_request|rq_qos_wait|balance_dirty_pages\w*|wb_wait_for_completion|swap_\w+)$/,
  ],
];

/** The first kind that any of the functions speaks for: what is named outermost tells more than the lock below it. */
export function waitKind(functions: readonly string[]): WaitKind {
  if (functions.length === 0) return "unseen";
  const found = KINDS.find(([, is]) => functions.some((name) => is.test(name)));
  return found?.[0] ?? "other";
}

/** Waits that somebody else must end: a server, a program, an operator. They last as long as that takes. */
export const isEndless = (kind: WaitKind): boolean =>
  kind === "nfs" || kind === "user-filesystem" || kind === "frozen-filesystem" || kind === "child";
