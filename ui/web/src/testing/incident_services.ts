// A server with incidents, inside of the browser.
import { AlertService, type AcknowledgeAlertRequest, type UnacknowledgeAlertRequest } from '$gen/alert_pb';
import { BudgetService } from '$gen/budget_pb';
import { IncidentService } from '$gen/incident_pb';
import { NodeService } from '$gen/node_pb';
import { BudgetState, Indicator, ObjectiveService, Severity } from '$gen/objective_pb';
import { RolloutService, RolloutState } from '$gen/rollout_pb';
import { RunService, StepKind } from '$gen/run_pb';
import { RunbookService, RunbookTrust } from '$gen/runbook_pb';
import { durationFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { Code, type ConnectRouter } from '@connectrpc/connect';
import { inScenario, refusal, type Scenario } from './fake';
import { badAt, mayFail, nodesWhere, page } from './incident_answers';
import { detailOf, rollouts, run, alertGroups, alertingText } from './incident_parts';
import { at, minutes, paging, incidentsOf } from './incidents';
export function incidentServices(router: ConnectRouter, scenario: Scenario): void {
  const all = incidentsOf(scenario);
  const groups = alertGroups();
  const deployed = rollouts();
  const find = (id: string) => {
    const found = all.find((each) => each.id === id);
    if (!found)
      throw refusal(
        Code.NotFound,
        `There is no incident ${id}.`,
        'not_found',
        'flotillactl incidents list names all',
      );
    return found;
  };
  const acknowledgement = (by: string) => (request: AcknowledgeAlertRequest | UnacknowledgeAlertRequest) => {
    for (const group of groups)
      for (const each of group.alerts ?? [])
        if (group.key === request.group || each.alert?.id === request.alert) each.acknowledgedBy = by;
    return {};
  };

  router.service(
    IncidentService,
    inScenario(scenario, {
      listIncidents: ({ options }) =>
        page(all, options?.filter ?? '', options?.pageSize || 50, options?.pageToken ?? ''),
      getIncident: ({ id }) => detailOf(find(id)),
      moveIncident: ({ id, to }) => Object.assign(find(id), { state: to }),
      editIncident: ({ id, commander }) =>
        Object.assign(find(id), { commander: commander ?? find(id).commander }),
      noteIncident: ({ id }) => find(id),
    }),
  );
  router.service(
    AlertService,
    inScenario(scenario, {
      listAlertGroups: () => ({ groups: scenario === 'empty' ? [] : groups }),
      getAlerting: () => ({ text: alertingText }),
      acknowledgeAlert: acknowledgement('operator-1'),
      unacknowledgeAlert: acknowledgement(''),
    }),
  );
  router.service(
    ObjectiveService,
    inScenario(scenario, {
      listObjectives: () => ({
        objectives: [
          {
            name: 'meter-latency',
            title: 'Readings within 60 ms',
            indicator: Indicator.LATENCY,
            workload: 'meter-reader',
            limit: 60,
            target: 0.999,
            period: minutes(30 * 1440),
          },
        ],
        standings: [
          {
            objective: 'meter-latency',
            region: 'eu-west',
            budgetLeft: 0.71,
            state: BudgetState.CAUTION,
            exhaustedIn: minutes(97),
            tiers: [
              {
                severity: Severity.PAGE,
                longWindow: minutes(60),
                shortWindow: minutes(5),
                burnLimit: 14.4,
                longBurn: 33,
                shortBurn: 96,
                burning: true,
              },
            ],
          },
        ],
        slot: durationFromMs(60_000),
      }),
      getObjectiveHistory: ({ from, to, step }) => {
        mayFail(scenario);
        const begin = timestampMs(from!) / 1000;
        const width = Number(step!.seconds);
        const count = Math.round((timestampMs(to!) / 1000 - begin) / width);
        return {
          steps: Array.from({ length: count }, (_, index) => {
            const total = index % 97 > 93 ? 0 : 4200;
            return {
              total: BigInt(total),
              bad: BigInt(Math.round(total * badAt(begin + (index + 1) * width))),
            };
          }),
        };
      },
    }),
  );
  router.service(BudgetService, inScenario(scenario, { getBudget: () => ({ allowed: 120_000 }) }));
  router.service(
    RolloutService,
    inScenario(scenario, {
      listRollouts: () => ({ rollouts: scenario === 'empty' ? [] : deployed }),
      pauseRollout: () => Object.assign(deployed[0]!, { state: RolloutState.PAUSED }),
      resumeRollout: () => Object.assign(deployed[0]!, { state: RolloutState.RUNNING }),
    }),
  );
  const book = (name: string, title: string, trust: RunbookTrust, daysAgo?: number) => ({
    name,
    title,
    steps: 7,
    health: {
      trust,
      runs: 12,
      succeeded: 11,
      median: minutes(14),
      ...(daysAgo === undefined ? {} : { exercisedAt: at(daysAgo * 1440) }),
    },
  });
  router.service(
    RunbookService,
    inScenario(scenario, {
      listRunbooks: () => ({
        runbooks: [
          book('high-latency', 'Answers are slow', RunbookTrust.FRESH, 11),
          book('failing-deployment', 'A deployment fails', RunbookTrust.STALE, 210),
        ],
      }),
    }),
  );
  router.service(
    RunService,
    inScenario(scenario, {
      listRuns: ({ options }) => {
        mayFail(scenario);
        const none =
          scenario === 'empty' ||
          (options?.filter.includes('incident:') && !options.filter.includes(paging.id));
        return none ? { runs: [] } : { runs: [run], page: { total: 1n } };
      },
      getRun: () => ({
        run,
        steps: [
          { key: 'scope', kind: StepKind.READ, title: 'See where it is slow' },
          { key: 'link', kind: StepKind.CHECK, title: 'The uplink loses packets' },
          { key: 'failover', kind: StepKind.ACT, title: 'Fail over to modem A' },
          { key: 'fast', kind: StepKind.VERIFY, title: 'Both sites under 60 ms' },
        ],
        revision: 2681n,
      }),
      startRun: () => {
        throw refusal(Code.InvalidArgument, 'is missing: which modem takes over', 'missing_input', 'say it');
      },
    }),
  );
  router.service(
    NodeService,
    inScenario(scenario, {
      listNodes: ({ options }) => {
        mayFail(scenario);
        return nodesWhere(scenario, options?.filter ?? '', options?.pageSize || 50);
      },
    }),
  );
}
