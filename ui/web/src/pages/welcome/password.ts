/** What keeps a new password from being taken; the server has the last word. */
export type PasswordFault = { kind: 'short'; missing: number } | { kind: 'long' } | { kind: 'different' };

const least = 12;
const most = 128;

/** Characters as people count them. Nothing: both are fine. */
export function passwordFault(password: string, again: string): PasswordFault | undefined {
  const length = [...password].length;
  if (length < least) return { kind: 'short', missing: least - length };
  if (length > most) return { kind: 'long' };
  return password === again ? undefined : { kind: 'different' };
}
