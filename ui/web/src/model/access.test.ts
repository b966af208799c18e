import { describe, expect, test } from 'vitest';
import { Role } from '$gen/options_pb';
import { may } from './access';

const grant = (role: Role, ...regions: string[]) => [{ role, regions }];

describe('may', () => {
  test('a role includes itself and looking', () => {
    expect(may(grant(Role.OPERATOR), Role.OPERATOR, 'eu-west')).toBe(true);
    expect(may(grant(Role.APPROVER), Role.VIEWER, 'eu-west')).toBe(true);
    expect(may(grant(Role.VIEWER), Role.OPERATOR, 'eu-west')).toBe(false);
    expect(may(grant(Role.APPROVER), Role.OPERATOR)).toBe(false);
  });
  test('administrators may all, others what belongs to their work', () => {
    expect(may(grant(Role.ADMINISTRATOR), Role.APPROVER, '')).toBe(true);
    expect(may(grant(Role.OPERATOR), Role.ENROLLER)).toBe(true);
    expect(may(grant(Role.SECURITY_ADMIN), Role.AUDITOR)).toBe(true);
  });
  test('regions bound it, and the fleet needs all of them', () => {
    expect(may(grant(Role.OPERATOR, 'eu-west'), Role.OPERATOR, 'eu-west')).toBe(true);
    expect(may(grant(Role.OPERATOR, 'eu-west'), Role.OPERATOR, 'us-east')).toBe(false);
    expect(may(grant(Role.OPERATOR, 'eu-west'), Role.OPERATOR, '')).toBe(false);
    expect(may(grant(Role.OPERATOR, 'eu-west'), Role.OPERATOR)).toBe(true);
    expect(may([], Role.VIEWER)).toBe(false);
  });
});
