import { create } from '@bufbuild/protobuf';
import type { ConnectRouter } from '@connectrpc/connect';
import { SummarySchema, SummaryService } from '$gen/summary_pb';
import { inScenario, type Scenario } from '$src/testing/fake';
import { laterStories } from '$src/testing/states';
import type { Story } from '$src/testing/story';
import { summarySample, type SampleOptions } from '$src/testing/summary';

const answering = (options?: SampleOptions) => (router: ConnectRouter, scenario: Scenario) => {
  const getSummary = () =>
    scenario === 'empty'
      ? create(SummarySchema, { headline: { sentences: [] }, rows: [{ region: '', title: 'Fleet' }] })
      : summarySample(options);
  router.service(SummaryService, inScenario<typeof SummaryService>(scenario, { getSummary }));
};

function story(scenario: Scenario, more: Partial<Story> = {}, options?: SampleOptions): Story {
  return { name: `exec/${scenario}`, path: '/exec', scenario, services: answering(options), ...more };
}

export default [
  story('normal', { ready: '.heat .row' }),
  ...laterStories('exec', story('normal', { ready: '.heat .row' })),
  story('empty', { ready: '.notice' }),
  story('loading'),
  story('error', { ready: '.notice' }),
  story('disconnected', { ready: '.notice' }),
  story('partial', { ready: '.heat .row' }, { regionsWithData: 6, business: false }),
  story('denied', { ready: '.notice' }),
  story('many', { ready: '.heat .row' }, { regions: 40 }),
  story('normal', { name: 'exec/well', state: 'well', ready: '.heat .row' }, { quiet: true }),
  story(
    'normal',
    { name: 'exec/young', ready: '.heat .notice' },
    { quiet: true, business: false, young: true },
  ),
] satisfies Story[];
