import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REPOSITORY = join(import.meta.dir, "../..");
const PROGRAMS = {
  "bin/casebook": [join(REPOSITORY, "bin/casebook")],
  "dist/casebook": [join(REPOSITORY, "dist/casebook")],
};

test.each(Object.entries(PROGRAMS))(
  "%s obeys no file of the directory that it is started in",
  (name, argv) => {
    const build = Bun.spawnSync([process.execPath, join(REPOSITORY, "tools/build.ts")]);
    expect(build.success).toBe(true);
    const directory = mkdtempSync(join(tmpdir(), "casebook-hostile-"));
    const plant = (file: string, text: string): void => writeFileSync(join(directory, file), text);
    plant("planted.ts", 'console.log("PLANTED");\nexport {};\n');
    plant("bunfig.toml", 'preload = ["./planted.ts"]\n');
    plant(".env", "LC_ALL=zh_CN.UTF-8\n");
    plant(
      "tsconfig.json",
      '{"compilerOptions":{"paths":{"#cli/*":["./planted.ts"],"commander":["./planted.ts"]}}}',
    );
    mkdirSync(join(directory, "node_modules/commander"), { recursive: true });
    plant("node_modules/commander/index.js", 'console.log("PLANTED");');
    try {
      const environment = { ...process.env, LC_ALL: undefined, LC_MESSAGES: undefined, LANG: "en" };
      const ran = Bun.spawnSync([...argv, "cases"], { cwd: directory, env: environment });
      expect(`${ran.stdout.toString()}${ran.stderr.toString()}`).not.toMatch(/PLANTED|采样/);
      expect(`${name} ${ran.exitCode}`).toBe(`${name} 0`);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
