// The seven statuses: a shape, a colour and a word each, the same on every screen.
import { NodeHealth } from '$gen/node_pb';

export const statuses = ['healthy', 'updating', 'degraded', 'failed', 'offline', 'unknown', 'held'] as const;
export type Status = (typeof statuses)[number];

const ofHealth: Record<NodeHealth, Status> = {
  [NodeHealth.UNSPECIFIED]: 'unknown',
  [NodeHealth.HEALTHY]: 'healthy',
  [NodeHealth.UPDATING]: 'updating',
  [NodeHealth.DEGRADED]: 'degraded',
  [NodeHealth.FAILED]: 'failed',
  [NodeHealth.OFFLINE]: 'offline',
  [NodeHealth.UNKNOWN]: 'unknown',
  [NodeHealth.HELD]: 'held',
};

export const statusOfHealth = (health: NodeHealth): Status => ofHealth[health] ?? 'unknown';

export const budgetStates = ['healthy', 'caution', 'restricted', 'exhausted', 'unknown'] as const;
export type BudgetStateName = (typeof budgetStates)[number];

const shapes: Record<BudgetStateName, Status> = {
  healthy: 'healthy',
  caution: 'degraded',
  restricted: 'held',
  exhausted: 'failed',
  unknown: 'unknown',
};

/** The shape and colour in which a state of a budget is shown. */
export const statusOfBudget = (state: BudgetStateName): Status => shapes[state];
