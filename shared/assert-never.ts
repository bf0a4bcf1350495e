/** Makes a switch over a union exhaustive: a member that no case handles is a compile error, and a loud one at run time. */
export function assertNever(value: never, what = 'value'): never {
  throw new Error(`Unhandled ${what}: ${JSON.stringify(value)}`);
}
