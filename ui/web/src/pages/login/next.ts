/** Where to go after the log-in: an address of this app and nothing else, whatever the link said. */
export function nextAddress(wanted: string | undefined): string {
  if (!wanted || !wanted.startsWith('/') || /^\/[/\\]/.test(wanted) || wanted.startsWith('/login'))
    return '/';
  return wanted;
}
