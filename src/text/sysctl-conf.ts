/** One line of a file that sysctl(8) applies. */
export interface SysctlLine {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** With dots: `net.ipv4.tcp_tw_recycle`, whichever way it was written. */
  readonly name: string;
  readonly value: string;
}

const ROW = /^\s*-?\s*([\w./*-]+)\s*=\s*(.*?)\s*$/;

/** With the first separator a slash, slashes separate and dots are part of a name (sysctl.d(5)). */
function dotted(name: string): string {
  const [separator] = /[./]/.exec(name) ?? [];
  return separator === "/" ? name.replace(/[./]/g, (one) => (one === "/" ? "." : "/")) : name;
}

/** Settings of one such file; comments and what is no setting are passed over, as sysctl(8) does. */
export function parseSysctlConf(path: string, text: string): readonly SysctlLine[] {
  return text.split("\n").flatMap((row, index): SysctlLine[] => {
    if (/^\s*[#;]/.test(row)) return [];
    const [, name, value] = ROW.exec(row) ?? [];
    if (name === undefined || value === undefined) return [];
    return [{ path, line: index + 1, name: dotted(name), value }];
  });
}
