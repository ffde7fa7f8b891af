import { expect, test } from "bun:test";
import { missingPlatformPackages, withPlatformPackages } from "./platform-packages.ts";

const LOCK = {
  lockfileVersion: 3,
  packages: {
    "": { version: "0.1.0" },
    "node_modules/tool": {
      version: "1.2.3",
      dev: true,
      optionalDependencies: {
        "@tool/binding-linux-x64-gnu": "1.2.3",
        "@tool/binding-win32-arm64-msvc": "1.2.3",
      },
    },
    "node_modules/@tool/binding-linux-x64-gnu": {
      version: "1.2.3",
      integrity: "sha512-x",
      optional: true,
    },
  },
};

test("a platform's package that is wanted and not locked is missing", () => {
  expect(missingPlatformPackages(LOCK)).toEqual([
    { name: "@tool/binding-win32-arm64-msvc", version: "1.2.3", wantedBy: "node_modules/tool" },
  ]);
});

test("a completed lock file lacks nothing, binds what it adds to its platform and keeps the rest", () => {
  const completed = withPlatformPackages(LOCK, missingPlatformPackages(LOCK));
  expect(missingPlatformPackages(completed)).toEqual([]);
  expect(completed.packages["node_modules/@tool/binding-win32-arm64-msvc"]).toEqual({
    version: "1.2.3",
    cpu: ["arm64"],
    dev: true,
    optional: true,
    os: ["win32"],
  });
  expect(completed).toMatchObject(LOCK);
  expect(Object.keys(completed.packages)[0]).toBe("");
});

test("a name that tells no platform is refused", () => {
  const missing = [{ name: "@tool/binding-wasm", version: "1.2.3", wantedBy: "node_modules/tool" }];
  expect(() => withPlatformPackages(LOCK, missing)).toThrow("does not tell its platform");
});
