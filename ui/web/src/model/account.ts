// Sessions and tokens as they are read, and what a token may be given.
import type { OperatorSession } from '$gen/account_pb';
import type { Grant } from '$gen/access_pb';
import { Role } from '$gen/options_pb';

/** The browser and system out of what a browser says of itself: "Firefox, Linux"; otherwise what it said. */
export function programText(program: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(program)?.[1];
  if (!browser) return program;
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' };
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(program)?.[1];
  return [names[browser] ?? browser, system === 'Mac OS X' ? 'macOS' : system].filter(Boolean).join(', ');
}

/** The one that asks first, then those seen last. */
export const sortSessions = (sessions: OperatorSession[]): OperatorSession[] =>
  [...sessions].sort(
    (left, right) =>
      Number(right.current) - Number(left.current) ||
      Number((right.seenAt?.seconds ?? 0n) - (left.seenAt?.seconds ?? 0n)),
  );

/** Approver and administrator cannot be given to a program. */
export function tokenRoles(grants: Grant[]): Role[] {
  const never = new Set([Role.UNSPECIFIED, Role.APPROVER, Role.ADMINISTRATOR]);
  const own = new Set(grants.map(({ role }) => role));
  const all = [Role.VIEWER, Role.OPERATOR, Role.ENROLLER, Role.AUDITOR, Role.SECURITY_ADMIN];
  if (own.has(Role.ADMINISTRATOR)) return all;
  if (own.has(Role.OPERATOR)) own.add(Role.ENROLLER);
  if (own.has(Role.SECURITY_ADMIN)) own.add(Role.AUDITOR);
  own.add(Role.VIEWER);
  return all.filter((role) => own.has(role) && !never.has(role));
}

/** Names of regions as somebody types them, with commas or spaces between. */
export const regionsOf = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];

export type PasswordFault = 'short' | 'long' | 'differs' | undefined;

export function passwordFault(first: string, second: string): PasswordFault {
  if (first.length < 12) return 'short';
  if (first.length > 128) return 'long';
  return first === second ? undefined : 'differs';
}
