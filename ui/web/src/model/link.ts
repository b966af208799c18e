/** An address of this app that a server gave; nothing when it leads anywhere else. */
export function inside(address: string | undefined): string | undefined {
  return address && /^\/(?![/\\])/.test(address) ? address : undefined;
}
