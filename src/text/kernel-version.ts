/** Major and minor number of a release such as `5.4.0-42-generic`, `3.10.0-1160.el7.x86_64`; null if it has none. */
export function kernelVersion(release: string | null): readonly [number, number] | null {
  const match = /^(\d{1,3})\.(\d{1,4})/.exec(release ?? "");
  return match ? [Number(match[1]), Number(match[2])] : null;
}

/** Whether a release is older than `major.minor`; null when it cannot be read. */
export function isKernelBefore(
  release: string | null,
  major: number,
  minor: number,
): boolean | null {
  const version = kernelVersion(release);
  if (version === null) return null;
  return version[0] < major || (version[0] === major && version[1] < minor);
}
