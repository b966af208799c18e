/** What `import x from 'icon:x'` gives. */
export interface IconShape {
  box: string;
  shapes: [tag: string, attributes: Record<string, string>][];
}
