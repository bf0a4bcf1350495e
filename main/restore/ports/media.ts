import type { Media } from '../../../shared/manifest';
import type { VerificationCheck } from '../../../shared/restore/job';
import type { FilesystemFacts } from './database';
import type { JobPlace, StepIo } from './step';

export interface MediaFacts {
  /** False: a first restore, the volume or folder is made. */
  readonly exists: boolean;
  /** Path on the host that a helper mounts. */
  readonly source: string;
  readonly files: number;
  readonly bytes: number;
  readonly filesystem: FilesystemFacts;
  /** Mount points below the media folder: renames cannot cross them. */
  readonly nestedMounts: readonly string[];
  /** Containers besides the profile's services that mount it for writing. */
  readonly otherWriters: readonly string[];
}

/** What a job keeps in the media volume. */
export interface MediaHolding {
  readonly short: string;
  /**
   * `old`: moved aside by a restore, a way back. `staged`: a whole tree under its marker: not live yet, or taken out by
   * a rollback. `between`: half moved. `rest`: anything else.
   */
  readonly kind: 'old' | 'staged' | 'between' | 'rest';
  /** What removing it frees: files linked with the live tree are not counted. 0 where it was not asked for. */
  readonly bytes: number;
  readonly madeAt: string | null;
}

/** The live media and what is staged beside it. Implemented in main/docker. */
export interface MediaStore {
  probe(): Promise<MediaFacts>;
  freeBytes(): Promise<number>;
  /** Builds the new tree beside the live one inside a root:0700 stage, and verifies it against the records. */
  stage(
    place: JobPlace,
    io: StepIo,
    media: Media,
    records: AsyncIterable<{
      readonly sha256: string;
      readonly bytes: number;
      readonly path: string;
      /** The name's bytes, where it may be no UTF-8. */
      readonly pathBytes?: Uint8Array;
    }>,
  ): Promise<{
    readonly files: number;
    readonly bytes: number;
    readonly checks: readonly VerificationCheck[];
  }>;
  /** Removes what a job staged. Media it moved aside stay, and what somebody else wrote under a name in use. */
  dropStage(place: JobPlace): Promise<void>;
  /**
   * Starts the container that moves the media at cutover; safe to repeat. `runArgv` makes it anew, docker prefix
   * included. `inverted`: what it calls old is the restored tree and new the one before, for a rollback. `alone`: the
   * database stays, and its rows name the files written since: those go along into the tree that comes live.
   */
  startMover(
    place: JobPlace,
    exchange?: { readonly mode?: 'mirror'; readonly inverted?: boolean; readonly alone: boolean },
  ): Promise<{ readonly name: string; readonly runArgv: readonly string[] }>;
  /** All that jobs keep beside the live media, with sizes. Reads only. */
  holdings(): Promise<readonly MediaHolding[]>;
  /** Short ids of the jobs whose replaced media is still kept. */
  oldPairs(): Promise<readonly string[]>;
  /** Removes media moved aside by an earlier run, and all else it keeps. Throws where they are staged or half moved. */
  dropOld(name: string): Promise<void>;
}
