import { app } from 'electron';

/**
 * Runs the command line inside the packaged program, in place of the window, and ends with its exit code.
 * Chromium still starts beneath it, so on Linux it wants a display: without one the program would end silently
 * before the first answer, hence the words here.
 */
export async function runInsteadOfWindow(run: () => Promise<number>): Promise<void> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    process.stderr.write(
      'The packaged program needs a display, also for --cli. Put `xvfb-run -a` before it.\n',
    );
    process.exit(1);
  }
  app.disableHardwareAcceleration();
  // Chromium's own remarks (no message bus, no GPU) do not belong into a command's output.
  app.commandLine.appendSwitch('log-level', '3');
  app.dock?.hide();
  const code = await run();
  app.exit(code);
}
