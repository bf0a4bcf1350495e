import { type RefObject, useEffect, useEffectEvent, useState } from 'react';

const NEAR_END = 30;

/** Follows the end of a growing list; a scroll away from it stops that, a return to it begins it again. */
export function useFollow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  version: number,
  scrollToEnd: () => void,
) {
  const [following, setFollowing] = useState(true);
  const [seen, setSeen] = useState(0);
  const keepUp = useEffectEvent((lines: number) => {
    if (lines > 0) scrollToEnd();
  });
  // `version` changes with every growth, also where a filter hides the new lines.
  useEffect(() => {
    if (following && version >= 0) keepUp(count);
  }, [following, count, version]);
  return {
    following,
    /** Lines that came since the end was left. */
    fresh: following ? 0 : Math.max(0, count - seen),
    toEnd: () => setFollowing(true),
    onScroll: () => {
      const element = scroller.current;
      if (!element) return;
      const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
      if (atEnd === following) return;
      setFollowing(atEnd);
      setSeen(count);
    },
  };
}
