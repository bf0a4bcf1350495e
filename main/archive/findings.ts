import type { ErrorParams } from '../../shared/errors/app-error';
import type { ErrorCode } from '../../shared/errors/codes';
import type { Finding } from '../../shared/manifest';

/** How many findings of one code are listed; the rest is counted in the last one's `more`. */
const LISTED_PER_CODE = 20;

/** Collects findings, a bounded number of each code: an archive with a million bad names must not fill the memory. */
export class Findings {
  readonly #listed: Finding[] = [];
  readonly #counts = new Map<ErrorCode, number>();

  add(code: ErrorCode, where: string, params: ErrorParams = {}): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= LISTED_PER_CODE) this.#listed.push({ code, params, where });
  }

  count(code: ErrorCode): number {
    return this.#counts.get(code) ?? 0;
  }

  list(): Finding[] {
    const lastOfCode = new Map(this.#listed.map((finding) => [finding.code, finding]));
    return this.#listed.map((finding) => {
      const more = this.count(finding.code) - LISTED_PER_CODE;
      const last = lastOfCode.get(finding.code) === finding;
      return more > 0 && last ? { ...finding, params: { ...finding.params, more } } : finding;
    });
  }
}
