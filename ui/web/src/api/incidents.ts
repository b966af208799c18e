// What the pages about incidents ask of the server.
import { durationFromMs, timestampFromMs } from '@bufbuild/protobuf/wkt';
import { AlertService } from '$gen/alert_pb';
import { BudgetService } from '$gen/budget_pb';
import { IncidentService, IncidentState, type Incident } from '$gen/incident_pb';
import { NodeHealth, NodeService, type Node } from '$gen/node_pb';
import { ObjectiveService, type Objective } from '$gen/objective_pb';
import { RolloutService, type Rollout } from '$gen/rollout_pb';
import { RunService, type GetRunResponse, type Run } from '$gen/run_pb';
import { RunbookService, type Runbook } from '$gen/runbook_pb';
import { historyRange, pageTier, type History, type PageTier } from '$src/model/burn';
import { beganAt, firingAlerts, objectiveOf, overAt } from '$src/model/incident';
import { secondsOf } from '$src/model/wire';
import { clientOf, newRequestId } from './calls';
import { toProblem } from './problem';

export const incidentsEvery = 5000;

export interface BurnData {
  objective: Objective;
  region: string;
  /** Seconds between what is counted. */
  slot: number;
  /** Also of the long window before `from`. */
  history: History;
  tier: PageTier | undefined;
  /** What is shown, in seconds since 1970. */
  from: number;
  to: number;
  /** Bad events that the target allows in the whole period; nothing when the server does not say. */
  allowed: number | undefined;
  period: number | undefined;
  /** Seconds until the budget is used up at this pace; nothing when it lasts, or is not known. */
  exhaustedIn: number | undefined;
}

const quiet = 10 * 60;
const longest = 2 * 3600;

/** Around an incident: as long before it as it lasted, within reason, and a little after it. */
export function shownRange(incident: Incident, now: number): { from: number; to: number } {
  const began = (beganAt(incident)?.getTime() ?? now) / 1000;
  const over = overAt(incident)?.getTime();
  const end = over === undefined ? now / 1000 : over / 1000;
  const span = Math.max(60, end - began);
  const before = Math.min(longest, Math.max(quiet, span));
  const after = over === undefined ? 0 : Math.min(quiet, Math.max(120, span / 4));
  return { from: began - before, to: Math.min(now / 1000, end + after) };
}

/** Nothing when it is about no promise, or about one that is not there any more. */
export async function loadBurn(
  incident: Incident,
  now: number,
  signal: AbortSignal,
): Promise<BurnData | undefined> {
  const about = objectiveOf(incident);
  if (!about) return undefined;
  const client = clientOf(ObjectiveService);
  const options = { filter: `objective:"${about.objective}"`, pageSize: 1000 };
  const [known, budget] = await Promise.all([
    client.listObjectives({ options }, { signal }),
    clientOf(BudgetService)
      .getBudget(about, { signal })
      .catch(() => undefined),
  ]);
  const objective = known.objectives.find(({ name }) => name === about.objective);
  if (!objective) return undefined;
  const standing = known.standings.find(
    (each) => each.objective === about.objective && each.region === about.region,
  );
  const tier = pageTier(standing);
  const shown = shownRange(incident, now);
  const slot = secondsOf(known.slot) ?? 60;
  const range = historyRange(shown.from - (tier?.long ?? 3600), shown.to, slot);
  const history = await client.getObjectiveHistory(
    {
      ...about,
      from: timestampFromMs(range.from * 1000),
      to: timestampFromMs(range.to * 1000),
      step: durationFromMs(range.step * 1000),
    },
    { signal },
  );
  return {
    objective,
    region: about.region,
    slot,
    tier,
    history: {
      from: range.from,
      step: range.step,
      steps: history.steps.map(({ total, bad }) => ({ total: Number(total), bad: Number(bad) })),
    },
    ...shown,
    allowed: budget && budget.allowed > 0 ? budget.allowed : undefined,
    period: secondsOf(objective.period),
    exhaustedIn: secondsOf(standing?.exhaustedIn),
  };
}

export interface RunsData {
  runs: Run[];
  total: number;
  /** Of the newest that is under way. */
  current: GetRunResponse | undefined;
  /** Those that are for one of its alerts. */
  suggested: Runbook[];
}

export async function loadRuns(incident: string, names: string[], signal: AbortSignal): Promise<RunsData> {
  const [answer, books] = await Promise.all([
    clientOf(RunService).listRuns({ options: { filter: `incident:${incident}`, pageSize: 5 } }, { signal }),
    names.length
      ? clientOf(RunbookService).listRunbooks({ options: { pageSize: 1000 } }, { signal })
      : undefined,
  ]);
  const open = answer.runs.find((run) => !run.endedAt);
  const current = open && (await clientOf(RunService).getRun({ run: open.id }, { signal }));
  return {
    runs: answer.runs,
    total: Number(answer.page?.total ?? answer.runs.length),
    current,
    suggested: (books?.runbooks ?? []).filter((book) => names.includes(book.name) && !book.retired),
  };
}

export interface NodesData {
  /** Those that are not healthy, by site; at most `mostNodes`. */
  nodes: Node[];
  notHealthy: number;
  total: number;
}

export const mostNodes = 1000;

/** The nodes where it is, as they are now. */
export async function loadNodes(region: string, signal: AbortSignal): Promise<NodesData> {
  const client = clientOf(NodeService);
  // One that was taken out of service is missed by nobody.
  const where = `${region ? `region:"${region}" ` : ''}not identity:retired`;
  const [all, bad] = await Promise.all([
    client.listNodes({ options: { filter: where, pageSize: 1 } }, { signal }),
    client.listNodes(
      { options: { filter: `${where} not health:healthy`, orderBy: 'site', pageSize: mostNodes } },
      { signal },
    ),
  ]);
  return {
    nodes: bad.nodes.filter((node) => node.health !== NodeHealth.HEALTHY),
    notHealthy: Number(bad.page?.total ?? bad.nodes.length),
    total: Number(all.page?.total ?? 0),
  };
}

/** The newest of the same alert and place, or of the same kind, that are over. */
export async function loadSimilar(incident: Incident, signal: AbortSignal): Promise<Incident[]> {
  const { incidents } = await clientOf(IncidentService).listIncidents(
    { options: { filter: 'open:no', orderBy: 'opened_at desc', pageSize: 200 } },
    { signal },
  );
  return incidents.filter((each) => each.id !== incident.id);
}

export const loadRollouts = async (signal: AbortSignal): Promise<Rollout[]> =>
  (
    await clientOf(RolloutService).listRollouts(
      { options: { orderBy: 'created_at desc', pageSize: 50 } },
      { signal },
    )
  ).rollouts;

// Acts.

/** Every alert of it that fires; returns those that it was said of, for taking it back. */
export async function acknowledge(incident: Incident, alerts = firingAlerts(incident)): Promise<string[]> {
  const client = clientOf(AlertService);
  const done = await Promise.allSettled(
    alerts.map((alert) => client.acknowledgeAlert({ requestId: newRequestId(), alert })),
  );
  const failed = done.find((each) => each.status === 'rejected');
  const good = alerts.filter((_, index) => done[index]!.status === 'fulfilled');
  if (failed && good.length === 0) throw toProblem(failed.reason);
  return good;
}

export async function unacknowledge(alerts: string[]): Promise<void> {
  const client = clientOf(AlertService);
  await Promise.all(alerts.map((alert) => client.unacknowledgeAlert({ requestId: newRequestId(), alert })));
}

/** `caller` leads it from now on; one in triage becomes active first. */
export async function take(incident: Incident, caller: string): Promise<Incident> {
  const client = clientOf(IncidentService);
  const { id } = incident;
  if (incident.state === IncidentState.TRIAGE)
    await client.moveIncident({ requestId: newRequestId(), id, to: IncidentState.ACTIVE });
  return client.editIncident({ requestId: newRequestId(), id, commander: caller });
}

export const pauseRollout = (rollout: string, reason: string): Promise<Rollout> =>
  clientOf(RolloutService).pauseRollout({ requestId: newRequestId(), rollout, reason });

export const resumeRollout = (rollout: string, reason: string): Promise<Rollout> =>
  clientOf(RolloutService).resumeRollout({ requestId: newRequestId(), rollout, reason });
