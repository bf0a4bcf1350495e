/** Outlines on a 16-unit grid, 1.5 wide; `fill` ones carry state and must read without colour. */
const PATHS = {
  restore: 'M8 2.5v7M5 6.8 8 9.8l3-3M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2',
  jobs: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  targets: 'M2.5 3.5h11v3.5h-11zM2.5 9h11v3.5h-11zM5 5.25h.01M5 10.75h.01',
  terminal: 'M2.5 3h11v10h-11zM5 6l2 2-2 2M8.5 10h2.5',
  settings: 'M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M8.5 3.5v3M7.5 9.5v3',
  check: 'M3 8.5 6.5 12 13 4.5',
  warning: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2h.01',
  octagon: 'M5.4 2h5.2L14 5.4v5.2L10.6 14H5.4L2 10.6V5.4zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  back: 'M6 3.5 2.5 7 6 10.5M2.5 7h7a4 4 0 0 1 0 7.5h-1',
  ring: 'M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3z',
  pause: 'M6 4v8M10 4v8',
  skip: 'M4 8h8',
  stop: 'M4.5 4.5h7v7h-7z',
  play: 'M5.5 3.5v9l7-4.5z',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  search: 'M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.5 3.5',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  database:
    'M3 4.2C3 3.2 5.2 2.5 8 2.5s5 .7 5 1.7v7.6c0 1-2.2 1.7-5 1.7s-5-.7-5-1.7zM3 4.2c0 1 2.2 1.7 5 1.7s5-.7 5-1.7M3 8c0 1 2.2 1.7 5 1.7s5-.7 5-1.7',
  media: 'M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3M10.5 6h.01',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2',
  folder: 'M2.5 4h4l1.5 1.5h5.5v7.5h-11z',
  trash: 'M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.5 9h6l.5-9',
  wrap: 'M2.5 4h11M2.5 8h9a2 2 0 0 1 0 4H8M9.5 10.5 8 12l1.5 1.5M2.5 12h2.5',
  export: 'M8 9.5v-7M5 5.2 8 2.2l3 3M2.5 9.5v4h11v-4',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5V5h-2.5',
  unlink: 'M6.5 4.5 8 3a3 3 0 0 1 4.5 4.5L11 9M9.5 11.5 8 13a3 3 0 0 1-4.5-4.5L5 7M2.5 2.5l11 11',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words; never the only carrier of a meaning, so it is hidden from screen readers. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none' }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
