// What the page on call asks of the server. One part that does not answer leaves the others.
import { AlertService, type AlertGroup } from '$gen/alert_pb';
import { IncidentService, type Incident } from '$gen/incident_pb';
import { NodeService } from '$gen/node_pb';
import { RolloutService, type Rollout } from '$gen/rollout_pb';
import { RunService, type Run } from '$gen/run_pb';
import type { FleetCounts } from '$src/model/attention';
import type { Alerting } from '$src/model/oncall';
import { overAt } from '$src/model/incident';
import { clientOf } from './calls';

export type Part = 'incidents' | 'alerts' | 'rollouts' | 'runs';

export interface Attention {
  incidents: Incident[];
  /** Of open ones, also when not all were sent. */
  openIncidents: number;
  /** When the newest one that is over was over. */
  lastOver: Date | undefined;
  groups: AlertGroup[];
  rollouts: Rollout[];
  runs: Run[];
  /** What did not answer. */
  missing: Part[];
}

export async function loadAttention(signal: AbortSignal): Promise<Attention> {
  const incidents = clientOf(IncidentService);
  const [open, over, groups, rollouts, runs] = await Promise.allSettled([
    incidents.listIncidents({ options: { filter: 'open:yes', pageSize: 50 } }, { signal }),
    incidents.listIncidents(
      { options: { filter: 'open:no', orderBy: 'resolved_at desc', pageSize: 1 } },
      { signal },
    ),
    clientOf(AlertService).listAlertGroups({ options: { pageSize: 1000 } }, { signal }),
    clientOf(RolloutService).listRollouts(
      { options: { orderBy: 'created_at desc', pageSize: 50 } },
      { signal },
    ),
    clientOf(RunService).listRuns({ options: { filter: 'open:yes', pageSize: 100 } }, { signal }),
  ]);
  const all = { incidents: open, alerts: groups, rollouts, runs };
  const missing = (Object.keys(all) as Part[]).filter((part) => all[part].status === 'rejected');
  if (open.status === 'rejected' && missing.length === Object.keys(all).length) throw open.reason;
  const value = <T>(of: PromiseSettledResult<T>) => (of.status === 'fulfilled' ? of.value : undefined);
  const last = value(over)?.incidents[0];
  return {
    incidents: value(open)?.incidents ?? [],
    openIncidents: Number(value(open)?.page?.total ?? value(open)?.incidents.length ?? 0),
    lastOver: last && overAt(last),
    groups: value(groups)?.groups ?? [],
    rollouts: value(rollouts)?.rollouts ?? [],
    runs: value(runs)?.runs ?? [],
    missing,
  };
}

const mostOffline = 500;

export async function loadFleet(signal: AbortSignal): Promise<FleetCounts> {
  const client = clientOf(NodeService);
  const count = (filter: string, pageSize = 1) =>
    client.listNodes(
      { options: { filter, pageSize, ...(pageSize > 1 ? { orderBy: 'region' } : {}) } },
      { signal },
    );
  const [all, healthy, unknown, offline] = await Promise.all([
    count('not identity:retired'),
    count('health:healthy'),
    count('health:unknown'),
    count('health:offline', mostOffline),
  ]);
  const total = (answer: typeof all) => Number(answer.page?.total ?? answer.nodes.length);
  const complete = offline.nodes.length === total(offline);
  return {
    total: total(all),
    healthy: total(healthy),
    unknown: total(unknown),
    offline: total(offline),
    offlineRegions: complete ? [...new Set(offline.nodes.map(({ region }) => region))] : undefined,
  };
}

/** Nothing when it cannot be read. What reads it is loaded only here. */
export async function loadAlerting(signal: AbortSignal): Promise<Alerting | undefined> {
  const [{ text }, { readAlerting }] = await Promise.all([
    clientOf(AlertService).getAlerting({}, { signal }),
    import('$src/model/alerting_document'),
  ]);
  return readAlerting(text);
}
