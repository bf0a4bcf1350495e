/** Pestañas de terminal y el script de copia. */
export const terminal = {
  terminal: {
    title: 'Terminal',
    tabs: 'Terminales',
    ssh: 'SSH a {{target}}',
    shell: 'Consola local',
    open: 'Abrir',
    openSsh: 'SSH a un destino',
    chooseTarget: 'Elegir destino',
    backup: 'Hacer una copia',
    backupText:
      'Ejecuta en una pestaña el script de copia de los ajustes. Cuando haya hecho su carpeta, empaquétela e inspeccione la copia.',
    backupNotSet: 'No hay script de copia. Se escribe en Ajustes.',
    toSettings: 'Abrir Ajustes',
    pack: 'Empaquetar una carpeta de copia…',
    packing: 'Empaquetando…',
    closeTab: 'Cerrar {{title}}',
    ended: 'terminó con {{code}}',
    none: 'No hay ninguna terminal abierta.',
    noneText: 'Una terminal usa el cliente ssh del sistema, con su configuración y su agente.',
  },
} as const;
