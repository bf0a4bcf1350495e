import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#e7f0fa',
  '#cfe1f4',
  '#a9c8ea',
  '#7dabdd',
  '#5490cf',
  '#2f73bd',
  '#1258a8',
  '#0f4a8f',
  '#0c3c74',
  '#092e5a',
];
const danger: MantineColorsTuple = [
  '#fceceb',
  '#f6d3d0',
  '#e7b3af',
  '#d98079',
  '#c9544b',
  '#b63a31',
  '#a8231b',
  '#8e1b14',
  '#74150f',
  '#5a0f0a',
];

/** Mantine drawn in the console's own measures: 13 px text, 8 px grid, one accent. Colours come from theme/tokens.css. */
export const mantineTheme = createTheme({
  fontFamily: 'var(--rc-font)',
  fontFamilyMonospace: 'var(--rc-mono)',
  primaryColor: 'accent',
  primaryShade: 6,
  colors: { accent, danger },
  defaultRadius: 4,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '14px', xl: '18px' },
  components: {
    Button: { defaultProps: { size: 'sm', variant: 'default' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm', hideControls: true } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.45 },
        transitionProps: { duration: 0 },
      },
    },
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 0 }, withArrow: false } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--rc-surface)',
  '--mantine-color-text': 'var(--rc-text)',
  '--mantine-color-dimmed': 'var(--rc-muted)',
  '--mantine-color-placeholder': 'var(--rc-muted)',
  '--mantine-color-default': 'var(--rc-surface)',
  '--mantine-color-default-hover': 'var(--rc-hover)',
  '--mantine-color-default-color': 'var(--rc-text)',
  '--mantine-color-default-border': 'var(--rc-line-strong)',
  '--mantine-color-error': 'var(--rc-danger)',
  '--mantine-color-anchor': 'var(--rc-accent)',
  '--mantine-primary-color-filled': 'var(--rc-accent)',
  '--mantine-primary-color-contrast': 'var(--rc-on-accent)',
  '--input-height-sm': '32px',
};

/** Points Mantine's own variables at the console's tokens, so both themes have one source. */
export const mantineVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
