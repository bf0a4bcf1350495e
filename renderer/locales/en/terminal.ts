/** Terminal tabs and the backup script. */
export const terminal = {
  terminal: {
    title: 'Terminal',
    tabs: 'Terminals',
    ssh: 'SSH to {{target}}',
    shell: 'Local shell',
    open: 'Open',
    openSsh: 'SSH to a target',
    chooseTarget: 'Choose a target',
    backup: 'Make a backup',
    backupText:
      'Runs the backup script of the settings in a tab. When it has made its folder, pack it and inspect the archive.',
    backupNotSet: 'No backup script is set. It is entered in Settings.',
    toSettings: 'Open Settings',
    pack: 'Pack a backup folder…',
    packing: 'Packing…',
    closeTab: 'Close {{title}}',
    ended: 'ended with {{code}}',
    none: 'No terminal is open.',
    noneText: 'A terminal runs the system’s own ssh client, with your ssh configuration and agent.',
  },
} as const;
