import type { Fault, Moment, Scenario } from './scenario';

/** One run's scenario in a few words, for its line. */
export function scenarioText(scenario: Scenario): string {
  const faults = scenario.faults.map(({ fault, moment }) => `${faultText(fault)} @ ${momentText(moment)}`);
  const options = scenario.restore.length > 0 ? ` [${scenario.restore.join(' ')}]` : '';
  const stopped = scenario.stoppedBefore === null ? '' : ` [${scenario.stoppedBefore} stopped]`;
  const sent = scenario.archiveThere ? '' : ' [archive not there]';
  return `${faults.join(' + ')}${options}${stopped}${sent}`;
}

function faultText(fault: Fault): string {
  const { kind, ...more } = fault;
  const words = Object.entries(more).map(([name, value]) => `${name}=${value}`);
  return words.length === 0 ? kind : `${kind}(${words.join(' ')})`;
}

function momentText(moment: Moment): string {
  switch (moment.at) {
    case 'step':
      return `${moment.step} ${moment.edge} +${moment.delayMs}ms`;
    case 'journal':
      return `journal "${moment.line}" +${moment.delayMs}ms`;
    case 'docker-start':
      return `docker start +${moment.delayMs}ms`;
    case 'time':
      return `+${moment.delayMs}ms`;
  }
}
