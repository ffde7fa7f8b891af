/** The members of a package in package-lock.json that this file reads or writes. */
interface LockedPackage {
  version: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface LockFile {
  packages: Record<string, LockedPackage>;
}

export interface PlatformPackage {
  name: string;
  version: string;
  /** Path of the package that wants it, as the lock file writes it. */
  wantedBy: string;
}

/**
 * Programs come as one optional package for each platform. Registries that mirror a part of npm lack some, `npm install`
 * then leaves them out of the lock file, and `npm ci` refuses a lock file that lacks any, whatever the platform.
 */
export function missingPlatformPackages(lock: LockFile): PlatformPackage[] {
  return Object.entries(lock.packages).flatMap(([wantedBy, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !(`node_modules/${name}` in lock.packages))
      .filter(([name]) => !(`${wantedBy}/node_modules/${name}` in lock.packages))
      .map(([name, version]) => ({ name, version, wantedBy })),
  );
}

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "x64"];

/**
 * A lock file that names these packages too. Each is bound to the system and processor of its name, so that it is
 * never fetched elsewhere; its checksum is unknown here, and an `npm install` that can see the package adds it.
 *
 * @throws if a name tells no platform: such a package would be fetched everywhere.
 */
export function withPlatformPackages(
  lock: LockFile,
  missing: readonly PlatformPackage[],
): LockFile {
  const added = missing.map(({ name, version, wantedBy }): [string, LockedPackage] => {
    const words = name.split(/[/-]/);
    const os = SYSTEMS.find((system) => words.includes(system));
    const cpu = PROCESSORS.find((processor) => words.includes(processor));
    if (os === undefined || cpu === undefined)
      throw new Error(`${name} does not tell its platform`);
    const isDev = lock.packages[wantedBy]?.dev === true;
    return [
      `node_modules/${name}`,
      { version, cpu: [cpu], ...(isDev && { dev: true }), optional: true, os: [os] },
    ];
  });
  const [root, ...rest] = [...Object.entries(lock.packages), ...added];
  const sorted = rest.toSorted(([a], [b]) => a.localeCompare(b, "en"));
  return { ...lock, packages: Object.fromEntries(root === undefined ? sorted : [root, ...sorted]) };
}
