import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dir, "../..");
const TEMPLATES = join(ROOT, "tools/templates");

/**
 * Writes the files of `tools/templates/<template>/` below a root, the project's own if not said.
 *
 * `__name__` in a path or text stands for the slot of that name; `.txt` at the end of a template's name falls off
 * (it keeps the compiler and the test runner away from templates).
 *
 * @throws if a slot has no value, or if any of the files exists: nothing is overwritten.
 */
export function writeTemplate(
  template: string,
  slots: Readonly<Record<string, string>>,
  root = ROOT,
): string[] {
  const folder = join(TEMPLATES, template);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
    .map((name) => ({
      path: fill(name.replace(/\.txt$/, ""), slots),
      text: fill(readFileSync(join(folder, name), "utf8"), slots),
    }));
  const taken = files.filter(({ path }) => existsSync(join(root, path)));
  if (taken.length > 0)
    throw new Error(`${taken.map(({ path }) => path).join(", ")} exists already`);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return files.map(({ path }) => path);
}

export function fill(text: string, slots: Readonly<Record<string, string>>): string {
  return text.replaceAll(/__([A-Za-z]\w*?)__/g, (whole, name: string) => {
    const value = slots[name];
    if (value === undefined) throw new Error(`the template has a slot ${whole} that nothing fills`);
    return value;
  });
}
