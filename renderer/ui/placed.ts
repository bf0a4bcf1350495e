/** A list whose rows are told apart by nothing but their place in it: each with a key made of that place. */
export function placed<T>(
  list: readonly T[],
): readonly { readonly place: string; readonly index: number; readonly value: T }[] {
  return list.map((value, index) => ({ place: `at-${index}`, index, value }));
}
