// Whether an incident still goes on, and whether it is about a node.
import { IncidentState, type Incident } from '$gen/incident_pb';
import type { Node } from '$gen/node_pb';

const open = new Set([IncidentState.TRIAGE, IncidentState.ACTIVE, IncidentState.MITIGATED]);

export const openIncidentsOf = (incidents: Incident[], node: Node): { id: string; href: string }[] =>
  incidents
    .filter(
      ({ state, region, workload }) =>
        open.has(state) &&
        (region === '' || region === node.region) &&
        (workload === '' || node.workloads.some((each) => each.workload === workload)),
    )
    .map(({ id }) => ({ id, href: `/incidents/${encodeURIComponent(id)}` }));
