import type { Locator, Page } from '@playwright/test';
import { resourcesEn } from '../../../renderer/locales/en/resources';
import { resourcesEs } from '../../../renderer/locales/es/resources';

/** The way through the mocked window by what is on the screen, in either language. */
export class MockedPath {
  readonly words: typeof resourcesEn | typeof resourcesEs;

  constructor(
    readonly page: Page,
    language: 'en' | 'es' = 'en',
  ) {
    this.words = language === 'es' ? resourcesEs : resourcesEn;
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async rail(screen: 'restore' | 'jobs' | 'targets' | 'terminal' | 'settings'): Promise<void> {
    const rail = this.page.getByRole('navigation', { name: this.words.nav.label });
    await rail.getByRole('button', { name: this.words.nav[screen] }).click();
  }

  async choose(): Promise<void> {
    await this.page.getByRole('button', { name: this.words.restore.drop.field }).click();
  }

  async toFound(): Promise<void> {
    await this.choose();
    await this.page.getByText(this.words.restore.leftOut.title).waitFor();
  }

  async toTarget(): Promise<void> {
    await this.toFound();
    await this.button(this.words.restore.found.chooseTarget).click();
    await this.page.getByRole('heading', { level: 1, name: this.words.restore.target.title }).waitFor();
  }

  async toPlan(): Promise<void> {
    await this.toTarget();
    await this.button(this.words.restore.target.use.replace('{{name}}', 'tuki-production')).click();
    await this.page.getByText(this.words.restore.plan.steps, { exact: true }).waitFor();
  }

  async toConfirm(): Promise<void> {
    await this.toPlan();
    await this.button(this.words.restore.plan.go).click();
    await this.page.getByRole('dialog').waitFor();
  }

  async toRun(): Promise<void> {
    await this.toConfirm();
    await this.page.getByRole('dialog').getByRole('textbox').fill('tuki-production');
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('region', { name: this.words.log.title }).waitFor();
  }

  /** The job at a place of the list, newest first. */
  async toJob(place: number): Promise<void> {
    await this.rail('jobs');
    await this.page.locator('tbody tr').nth(place).getByRole('button').first().click();
    await this.page.getByText(this.words.outcome.figures.downtime, { exact: true }).waitFor();
  }

  /** Taking a finished job back: its target's name is to be typed. */
  async toRollBack(): Promise<void> {
    await this.toJob(0);
    await this.button(this.words.outcome.rollBack).click();
    await this.page.getByRole('dialog').waitFor();
  }

  /** The plan with the old database making room for the new one. */
  async toPlanInPlace(): Promise<void> {
    await this.toPlan();
    await this.page.getByRole('radio', { name: this.words.restore.plan.inPlace }).check();
    await this.page.getByText(this.words.restore.plan.oldInBackup).waitFor();
  }

  /** An interrupted job that was gone on with to its end. */
  async toTakenUp(): Promise<void> {
    await this.toJob(1);
    await this.button(this.words.outcome.goOn).click();
    await this.page.getByText(this.words.outcome.rowsPerTable).first().waitFor();
  }

  async toDiscovery(): Promise<void> {
    const { fields } = this.words.targets;
    await this.rail('targets');
    await this.button(this.words.targets.add).click();
    await this.page.getByLabel(fields.host, { exact: true }).fill('10.0.0.7');
    await this.page.getByLabel(fields.user, { exact: true }).fill('deploy');
    await this.button(this.words.targets.discover).click();
    await this.button(this.words.targets.useProposal).waitFor();
  }

  /** What a target holds of ours, with the old pair chosen. */
  async toHoldings(): Promise<void> {
    await this.rail('targets');
    await this.button(this.words.targets.holdings.load).click();
    await this.page
      .getByRole('checkbox', { name: this.words.targets.prune.kinds['old-pair'], exact: true })
      .check();
  }

  async toPrune(): Promise<void> {
    await this.toHoldings();
    await this.button(this.words.targets.prune.ask).click();
    await this.page.getByRole('dialog').waitFor();
  }

  /** The jobs of a target as its host tells them. */
  async toHostJobs(): Promise<void> {
    await this.rail('targets');
    await this.button(this.words.jobs.onHost.ask).click();
    await this.page.getByText(this.words.jobs.onHost.notHere).first().waitFor();
  }

  /** What its target holds of an older job, in the job's detail. */
  async toJobHoldings(): Promise<void> {
    await this.toJob(16);
    await this.button(this.words.targets.holdings.load).click();
    await this.page.getByText(this.words.targets.prune.groups['old-pairs']).waitFor();
  }

  /** An interrupted job, about to be ended on one of its pairs: its target's name is to be typed. */
  async toRecover(): Promise<void> {
    await this.toJob(1);
    await this.button(this.words.outcome.recover).click();
    await this.page.getByRole('dialog').waitFor();
  }

  async toRecovered(): Promise<void> {
    await this.toRecover();
    await this.page.getByRole('dialog').getByRole('textbox').fill('dako-lab');
    await this.page.keyboard.press('Enter');
    await this.page.getByText(this.words.outcome.failedUnchanged).waitFor();
  }
}
