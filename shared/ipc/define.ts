import type { z } from 'zod';

/** A call from the window to main with one reply. */
export interface RequestDefinition<I extends z.ZodType, O extends z.ZodType> {
  readonly kind: 'request';
  readonly input: I;
  readonly output: O;
}

/** A message from main to the window. */
export interface EventDefinition<P extends z.ZodType> {
  readonly kind: 'event';
  readonly payload: P;
}

export type AnyRequest = RequestDefinition<z.ZodType, z.ZodType>;
export type AnyEvent = EventDefinition<z.ZodType>;
export type Contract = Readonly<Record<string, Readonly<Record<string, AnyRequest | AnyEvent>>>>;

/** Declares a request in the contract. */
export function request<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
): RequestDefinition<I, O> {
  return { kind: 'request', input, output };
}

/** Declares an event in the contract. */
export function event<P extends z.ZodType>(payload: P): EventDefinition<P> {
  return { kind: 'event', payload };
}

/** The channel name of a call: `group:call`, on both sides of the bridge. */
export function channelName(group: string, call: string): string {
  return `${group}:${call}`;
}

type RequestKeys<G> = { [K in keyof G]: G[K] extends AnyRequest ? K : never }[keyof G];
type EventKeys<G> = { [K in keyof G]: G[K] extends AnyEvent ? K : never }[keyof G];

/** What main implements: for every request a function from parsed input to output. */
export type Handlers<C extends Contract> = {
  readonly [G in keyof C]: {
    readonly [K in RequestKeys<C[G]>]: C[G][K] extends RequestDefinition<infer I, infer O>
      ? (input: z.output<I>) => Promise<z.input<O>>
      : never;
  };
};

/** What the window calls: for every request a function that resolves to the value or rejects with RestoreConsoleError. */
export type Client<C extends Contract> = {
  readonly [G in keyof C]: {
    readonly [K in RequestKeys<C[G]>]: C[G][K] extends RequestDefinition<infer I, infer O>
      ? (input: z.input<I>) => Promise<z.output<O>>
      : never;
  };
};

/** What main publishes: for every event a function that sends its payload to the window. */
export type Publishers<C extends Contract> = {
  readonly [G in keyof C]: {
    readonly [K in EventKeys<C[G]>]: C[G][K] extends EventDefinition<infer P>
      ? (payload: z.input<P>) => void
      : never;
  };
};

/** What the window listens to: each returns a function that ends the listening. */
export type Subscriptions<C extends Contract> = {
  readonly [G in keyof C]: {
    readonly [K in EventKeys<C[G]>]: C[G][K] extends EventDefinition<infer P>
      ? (listener: (payload: z.output<P>) => void) => () => void
      : never;
  };
};
