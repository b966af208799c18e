// What whoever is logged in may do, as the server decides it: a role at a place.
import { Role } from '$gen/options_pb';
import type { Account } from '$gen/account_pb';

const includes = (granted: Role, needed: Role): boolean =>
  granted === needed ||
  granted === Role.ADMINISTRATOR ||
  needed === Role.VIEWER ||
  (granted === Role.OPERATOR && needed === Role.ENROLLER) ||
  (granted === Role.SECURITY_ADMIN && needed === Role.AUDITOR);

/** `region` empty: of the whole fleet; undefined: anywhere. */
export function may(account: Account | undefined, needed: Role, region?: string): boolean {
  return (account?.grants ?? []).some(({ role, regions }) => {
    const there = region === undefined || regions.length === 0 || regions.includes(region);
    return there && includes(role, needed);
  });
}

const names: Record<string, Role> = {
  viewer: Role.VIEWER,
  operator: Role.OPERATOR,
  approver: Role.APPROVER,
  'security-admin': Role.SECURITY_ADMIN,
  enroller: Role.ENROLLER,
  auditor: Role.AUDITOR,
  administrator: Role.ADMINISTRATOR,
};

/** Of its name in a document; what this version does not know is as much as it takes. */
export const roleNamed = (name: string): Role =>
  name === '' ? Role.APPROVER : (names[name] ?? Role.ADMINISTRATOR);
