import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "A program says too many open files",
      zh: "程序报 too many open files（打开的文件过多）",
    },
    patterns: [
      "Too many open files",
      "EMFILE",
      "errno 24",
      "[Errno 24]",
      "java.io.IOException: Too many open files",
      "打开的文件过多",
      "打开的文件太多",
      "打开文件过多",
      "打开文件数过多",
    ],
  },
  {
    says: {
      en: "nginx or another server accepts no new connections: accept4() failed (24: Too many open files)",
      zh: "nginx 等服务不再接受新连接：accept4() failed (24: Too many open files)",
    },
    patterns: [
      "accept4() failed (24: Too many open files)",
      "accept: too many open files",
      "accept tcp: too many open files",
      "worker_connections are not enough",
      "socket: too many open files",
    ],
  },
  {
    says: {
      en: "The kernel log says VFS: file-max limit reached; no program can open a file",
      zh: "内核日志出现 VFS: file-max limit reached，所有程序都无法打开文件",
    },
    patterns: ["VFS: file-max limit", "Too many open files in system", "ENFILE", "[Errno 23]"],
  },
  {
    says: {
      en: "ulimit -n was raised and the service still has 1024: limits.conf is not for systemd services",
      zh: "已经调大 ulimit -n，但服务仍然只有 1024：limits.conf 对 systemd 服务不生效",
    },
    patterns: ["ulimit -n", "LimitNOFILE", "Max open files", "RLIMIT_NOFILE", "nofile"],
  },
  {
    says: {
      en: "The number of file descriptors of a process keeps growing until it fails",
      zh: "进程的文件描述符（句柄）数持续增长，最后报错，怀疑句柄泄漏",
    },
    patterns: ["file descriptor leak", "fd leak", "lsof | wc -l", "/proc/sys/fs/file-nr"],
  },
  {
    says: {
      en: "Java, Elasticsearch or a database refuses to start: max file descriptors is too low",
      zh: "Java、Elasticsearch 或数据库无法启动：最大文件描述符数过低",
    },
    patterns: [
      "max file descriptors [",
      "increase to at least [65535]",
      "failed to open file: too many",
    ],
  },
  {
    says: {
      en: "a server runs out of file descriptors",
      zh: "文件句柄耗尽，文件描述符（fd）不足，系统句柄数用完，句柄泄漏",
    },
  },
];
