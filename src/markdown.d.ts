/** A guide imported with `{ type: "text" }`: its Markdown. */
declare module "*.md" {
  const text: string;
  export default text;
}
