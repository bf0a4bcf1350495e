export interface SuiteResult {
  passed: number;
  failed: number;
  skipped: number;
  failures: { name: string; message: string }[];
}
export function readVitest(file: string): SuiteResult;
export function readPlaywright(file: string): SuiteResult;
export function checkResult(name: string, code: number): SuiteResult;
export function totalLine(results: readonly SuiteResult[]): string;
