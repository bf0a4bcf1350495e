import type { ErrorCatalogue } from './error-text';

/** Las mismas frases en español: escritas, no traducidas palabra por palabra. */
export const catalogueEs: ErrorCatalogue = {
  'archive-not-found': {
    title: 'No hay ningún archivo en {path}',
    explanation: 'La copia se movió, cambió de nombre o se borró, o la ruta no es correcta.',
    next: 'Elija la copia otra vez.',
  },
  'archive-unreadable': {
    title: 'La copia no se puede leer',
    explanation: '{path}: {reason}.',
    next: 'Revise los permisos del archivo y el disco donde está, y vuelva a inspeccionarla.',
  },
  'archive-changed': {
    title: 'La copia cambió después de inspeccionarla',
    explanation: '{path} ya no es el archivo que se revisó. No se envió nada.',
    next: 'Inspecciónela otra vez y lea el plan nuevo.',
  },
  'archive-compression-refused': {
    title: 'La copia está comprimida con {compression}',
    explanation: 'Una copia es un tar comprimido con gzip o zstd, o sin comprimir.',
    next: 'Descomprímala y empaquete la carpeta de nuevo: tar -czf backup-gcp-AAAAMMDD.tar.gz backups-…',
  },
  'archive-corrupt': {
    title: 'La copia está dañada',
    explanation: 'En el byte {offset:count}: {reason}. Lo que sigue no es fiable.',
    next: 'Cópiela de nuevo desde donde se hizo y compare tamaños o resúmenes SHA-256.',
  },
  'archive-path-absolute': {
    title: 'Una entrada tiene ruta absoluta',
    explanation: '{where} se escribiría fuera de la carpeta donde se desempaqueta.',
    next: 'Empaquete la carpeta por su nombre relativo.',
  },
  'archive-path-parent': {
    title: 'Una entrada sale de su carpeta',
    explanation: '{where} contiene «..».',
    next: 'Empaquete la carpeta por su nombre relativo, sin «..».',
  },
  'archive-link-escapes': {
    title: 'Un enlace sale de la copia',
    explanation: '{where} apunta a {target}, fuera de la copia.',
    next: 'Empaquete el archivo mismo en lugar del enlace (tar --dereference).',
  },
  'archive-write-through-link': {
    title: 'Una entrada se escribiría a través de un enlace',
    explanation: '{where} está debajo de {link}, que la propia copia convierte en enlace.',
    next: 'No la use hasta saber de dónde viene. Empaquete la carpeta de nuevo.',
  },
  'archive-device': {
    title: 'Una entrada es un dispositivo',
    explanation: '{where} es un nodo de dispositivo. Una copia de seguridad no los tiene.',
    next: 'Empaquete la carpeta de nuevo sin él.',
  },
  'archive-fifo': {
    title: 'Una entrada es una tubería',
    explanation: '{where} es una tubería con nombre. Una copia de seguridad no las tiene.',
    next: 'Empaquete la carpeta de nuevo sin ella.',
  },
  'archive-duplicate': {
    title: 'Una entrada está dos veces',
    explanation: '{where} aparece más de una vez, y no se sabe cuál vale.',
    next: 'Empaquete la carpeta de nuevo en un archivo nuevo.',
  },
  'archive-entry-limit': {
    title: 'La copia tiene más de {limit:count} entradas',
    explanation: 'La inspección termina ahí, para que una copia hostil no llene la memoria.',
    next: 'Reparta los archivos de media en varias copias.',
  },
  'archive-expansion-limit': {
    title: 'La copia se expande más allá de {limit:bytes}',
    explanation: 'Había crecido a {bytes:bytes} cuando la inspección se detuvo.',
    next: 'Averigüe de dónde viene antes de usarla.',
  },
  'archive-empty': {
    title: 'La copia no tiene ni volcado ni media',
    explanation: 'Se espera: backups-…/cloudsql/….sql.gz y backups-…/gcs/<bucket>/….',
    next: 'Revise que se empaquetó la carpeta correcta.',
  },
  'archive-invalid': {
    title: 'La copia no se puede restaurar: {count} {count?problema:problemas}',
    explanation: 'La inspección encontró lo que se lista con ella. No se envió nada.',
    next: 'Corrija los problemas nombrados e inspecciónela otra vez.',
  },
  'dump-empty': {
    title: 'El volcado está vacío',
    explanation: '{where} no tiene contenido.',
    next: 'Haga la copia de nuevo y compruebe que la exportación terminó.',
  },
  'dump-cluster': {
    title: 'El volcado es de un clúster entero',
    explanation: '{where} lo escribió pg_dumpall y cambiaría roles y otras bases.',
    next: 'Exporte solo la base: pg_dump, o gcloud sql export con --database.',
  },
  'dump-html': {
    title: 'El volcado es una página web',
    explanation:
      '{where} contiene HTML: con toda probabilidad, una página de error o de inicio de sesión guardada en lugar de la exportación.',
    next: 'Descargue la exportación de nuevo, con la sesión iniciada.',
  },
  'dump-lfs-pointer': {
    title: 'El volcado es un puntero de Git LFS',
    explanation: '{where} es el puntero, no el archivo.',
    next: 'Ejecute git lfs pull y empaquete la carpeta de nuevo.',
  },
  'dump-unrecognised': {
    title: 'El formato del volcado no se conoce',
    explanation: '{where} no es SQL ni un archivo de pg_dump (custom, tar, directory).',
    next: 'Haga la exportación de nuevo con pg_dump o gcloud sql export.',
  },
  'dump-compression-refused': {
    title: 'El volcado está comprimido con {compression}',
    explanation: '{where}: solo se leen gzip y zstd.',
    next: 'Comprímalo con gzip y empaquete la carpeta de nuevo.',
  },
  'dump-corrupt': {
    title: 'El volcado está dañado',
    explanation: '{where}: {reason}.',
    next: 'Copie o haga la exportación de nuevo.',
  },
  'dump-version-unsupported': {
    title: 'La versión {version} del volcado no se conoce',
    explanation: '{where} lo escribió un pg_dump más nuevo; se leen versiones hasta la {newest}.',
    next: 'Exporte en SQL plano, o con un pg_dump anterior.',
  },
  'dump-trailer-missing': {
    title: 'El volcado termina antes de tiempo',
    explanation:
      '{where} lo escribió pg_dump y le falta la última línea, «PostgreSQL database dump complete».',
    next: 'La exportación o la copia se cortó: hágala de nuevo.',
  },
  'dump-copy-open': {
    title: 'El volcado termina dentro de los datos de una tabla',
    explanation: '{where}: los datos de {table} no se cierran con «\\.».',
    next: 'La exportación o la copia se cortó: hágala de nuevo.',
  },
  'dump-statement-open': {
    title: 'El volcado termina dentro de una sentencia',
    explanation: '{where}: una comilla, un comentario o una sentencia queda sin cerrar.',
    next: 'La exportación o la copia se cortó: hágala de nuevo.',
  },
  'dump-backslash': {
    title: 'El volcado contiene una orden para psql',
    explanation:
      '{where}: {text}. Esas líneas pueden ejecutar programas; solo pasan \\connect después de CREATE DATABASE y \\restrict.',
    next: 'Quite la línea si se sabe inofensiva y empaquete la carpeta de nuevo.',
  },
  'dump-copy-program': {
    title: 'El volcado quiere ejecutar un programa en el servidor',
    explanation: '{where}: {text}.',
    next: 'No lo use hasta saber de dónde viene.',
  },
  'dump-server-file': {
    title: 'El volcado quiere leer o escribir archivos del servidor',
    explanation: '{where}: {text}.',
    next: 'Exporte los datos mismos (COPY … FROM stdin) con pg_dump.',
  },
  'dump-alter-system': {
    title: 'El volcado quiere cambiar la configuración del servidor',
    explanation: '{where}: {text}. Restaurar cambia una base, nunca el servidor.',
    next: 'Quite la sentencia y empaquete la carpeta de nuevo.',
  },
  'dump-large-object-file': {
    title: 'El volcado quiere leer o escribir archivos como objetos grandes',
    explanation: '{where}: {text}.',
    next: 'Exporte los objetos grandes con pg_dump --blobs.',
  },
  'dump-several-databases': {
    title: 'El volcado es de varias bases',
    explanation: '{where} se conecta a: {names}.',
    next: 'Exporte solo la base que se va a restaurar.',
  },
  'dump-not-named': {
    title: 'La copia tiene varios volcados',
    explanation: 'Hay que decir cuál: {names}.',
    next: 'Elija uno en el plan, o con --dump NOMBRE.',
  },
  'dump-not-found': {
    title: 'La copia no tiene un volcado llamado {name}',
    explanation: 'Tiene: {names}.',
    next: 'Nombre uno de estos.',
  },
  'names-differ-by-case': {
    title: 'Dos nombres solo difieren en mayúsculas',
    explanation: '{where} y {other} serían un solo archivo en un disco que no las distingue.',
    next: 'En un servidor Linux no hay nada que hacer.',
  },
  'mac-files-skipped': {
    title: '{count:count} {count?archivo:archivos} de macOS {count?omitido:omitidos}',
    explanation: 'Las entradas ._* y .DS_Store son notas del Finder, no media.',
    next: '',
  },
  'no-media': {
    title: 'La copia no tiene media',
    explanation: 'Se restaurará la base; la media del destino queda como está.',
    next: '',
  },
  'no-dump': {
    title: 'La copia no tiene volcado',
    explanation: 'Se restaurará la media; la base del destino queda como está.',
    next: '',
  },
  'unknown-entry': {
    title: 'La copia tiene entradas que no son ni volcado ni media',
    explanation: '{where}. No se tocan.',
    next: '',
  },
  'media-name-unusual': {
    title: 'Un archivo de media tiene un nombre poco común',
    explanation: '{where} contiene caracteres de control o no es UTF-8. Se restaura byte por byte.',
    next: '',
  },
  'media-same-path': {
    title: 'Una ruta de media está en varios buckets',
    explanation: '{where}: los buckets se unen por orden de nombre; vale el archivo de {kept}.',
    next: '',
  },
  'dump-handmade': {
    title: 'El volcado no lo escribió pg_dump',
    explanation: '{where} no tiene ni su encabezado ni su última línea; el archivo no dice si está completo.',
    next: 'Compruebe su origen. Las filas se comparan después de la carga.',
  },
  'dump-rows-unknown': {
    title: 'No se pueden contar las filas del volcado',
    explanation:
      '{where}: los datos de {tables} están escritos como INSERT o en una forma que solo lee el servidor.',
    next: 'La verificación dirá «sin comprobar» donde no haya cifra.',
  },
  'dump-lines-left-out': {
    title: '{count:count} {count?sentencia:sentencias} no se {count?cargará:cargarán}',
    explanation: '{where}: dueños, permisos y lo propio de Cloud SQL. Cada una aparece con su regla.',
    next: '',
  },
  'host-unreachable': {
    title: '{host}:{port} no responde',
    explanation: 'No se pudo conectar: {reason}. No se envió nada.',
    next: 'Revise dirección y puerto, VPN o cortafuegos, y que el servidor esté encendido.',
  },
  'host-key-unknown': {
    title: 'La clave de {host} aún no se conoce',
    explanation: 'Huella: {fingerprint}. No se envió nada.',
    next: 'Compárela con la del servidor (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub) y luego confíe en ella.',
  },
  'host-key-changed': {
    title: 'La clave del servidor cambió',
    explanation:
      'Alguien puede estar respondiendo en lugar de {host}, o el servidor se reinstaló. Guardada: {pinned}; ofrecida: {offered}. No se envió nada.',
    next: 'Pregunte a quien administra el servidor. Si se reinstaló, quite la clave guardada en el destino y confíe en la nueva.',
  },
  'no-common-algorithm': {
    title: '{host} y la consola no tienen {kind} en común',
    explanation: 'El servidor ofrece: {offered}.',
    next: 'Permita uno actual en el sshd_config del servidor, como aes256-gcm@openssh.com.',
  },
  'auth-failed': {
    title: '{host} rechazó el acceso de {user}',
    explanation: 'Se intentó: {method}.',
    next: 'Revise el usuario, la clave en authorized_keys o la contraseña.',
  },
  'key-unreadable': {
    title: 'La clave privada no se puede usar',
    explanation: '{path}: {reason}.',
    next: 'Elija el archivo de la clave privada (no .pub) y revise su frase de paso.',
  },
  'agent-not-found': {
    title: 'No se encontró un agente SSH',
    explanation: 'Se buscó en: {socket}.',
    next: 'Inicie el agente y agregue la clave (ssh-add), o elija un archivo de clave.',
  },
  'secret-missing': {
    title: 'Falta {secret} de {user}@{host}',
    explanation: 'No está en el llavero ni se dio en esta sesión.',
    next: 'Escríbala en Destinos → el destino → Secretos. Una orden lo pide, o lo lee con --secret-stdin.',
  },
  'keychain-unavailable': {
    title: 'El llavero del sistema no está disponible',
    explanation: '{reason}. Los secretos quedan en memoria hasta cerrar la consola, nunca en un archivo.',
    next: 'Desbloquee o instale un llavero (Secret Service) para conservarlos.',
  },
  'connection-lost': {
    title: 'Se perdió la conexión con {host}',
    explanation: '{reason}. El paso que corría en el servidor sigue allí.',
    next: 'Mientras dura la restauración, la consola lo intenta sola durante 15 minutos. Si ya terminó, se sigue con el trabajo (attach) o se termina (recover) cuando el servidor responda.',
  },
  'sftp-unavailable': {
    title: '{host} no ofrece SFTP',
    explanation: 'La copia se envía por SFTP, y este sshd no lo tiene.',
    next: 'Agregue «Subsystem sftp internal-sftp» al sshd_config del servidor.',
  },
  'work-directory-mismatch': {
    title: 'La carpeta de trabajo no es la misma por SFTP',
    explanation: 'Las órdenes ven {path}, SFTP ve {sftp} (seguramente un chroot).',
    next: 'Elija una carpeta que ambos alcancen con la misma ruta.',
  },
  'command-failed': {
    title: 'Falló una orden en el servidor',
    explanation: '{command} terminó con estado {exitCode}.',
    next: 'Lea abajo sus últimas líneas.',
  },
  'profile-invalid': {
    title: 'El perfil del destino no es válido',
    explanation: '{path}: {field}: {reason}.',
    next: 'Corrija ese campo. No se guardó nada.',
  },
  'target-not-found': {
    title: 'No hay un destino llamado {name}',
    explanation: 'Destinos conocidos: {names}.',
    next: 'Elija uno de estos, o agréguelo.',
  },
  'target-exists': {
    title: 'Ya existe un destino llamado {name}',
    explanation: 'Los nombres son únicos, porque una restauración se confirma escribiendo uno.',
    next: 'Elija otro nombre.',
  },
  'confirm-mismatch': {
    title: 'La confirmación no coincide',
    explanation: 'Se esperaba {expected} y se dio {given}. No se hizo nada.',
    next: 'Escriba el nombre del destino exactamente.',
  },
  'docker-not-found': {
    title: 'No se encontró Docker en {host}',
    explanation: '{command} no está allí.',
    next: 'Indique la orden de docker en el destino, con la ruta completa si hace falta.',
  },
  'docker-denied': {
    title: '{user} no puede usar Docker en {host}',
    explanation: 'El socket de Docker negó el acceso.',
    next: 'Agregue a {user} al grupo docker, o use sudo -n docker como orden.',
  },
  'docker-not-running': {
    title: 'Docker no está en marcha en {host}',
    explanation: 'El cliente está; el demonio no responde.',
    next: 'Inícielo: systemctl start docker.',
  },
  'container-missing': {
    title: 'No existe el contenedor {container}',
    explanation: 'Contenedores del servidor: {candidates}.',
    next: 'Corrija el destino, o descúbralo de nuevo.',
  },
  'container-not-running': {
    title: '{container} no está en marcha',
    explanation: 'Su estado es {state}.',
    next: 'Inícielo: docker start {container}.',
  },
  'admin-role-refused': {
    title: 'El rol {role} no puede administrar el servidor de base de datos',
    explanation: 'En {container}: {reason}.',
    next: 'Indique en el destino un rol con SUPERUSER; POSTGRES_USER del contenedor lo es.',
  },
  'application-role-missing': {
    title: 'El rol de la aplicación, {role}, no existe',
    explanation: 'No se le podrían entregar las tablas restauradas.',
    next: 'Créelo, o corrija el rol en el destino.',
  },
  'server-older-than-dump': {
    title: 'El servidor es más antiguo que el volcado',
    explanation: 'El destino tiene PostgreSQL {server}; el volcado es de {dump}.',
    next: 'Actualice PostgreSQL en el destino, o exporte desde un servidor de su versión.',
  },
  'client-older-than-archive': {
    title: 'El pg_restore del destino es demasiado antiguo para este volcado',
    explanation: 'La imagen tiene {client}; el volcado necesita {archive}.',
    next: 'Indique una imagen auxiliar más nueva en el destino, o exporte en SQL plano.',
  },
  'client-tool-missing': {
    title: 'Falta {tool} en la imagen auxiliar',
    explanation: '{image} no lo tiene.',
    next: 'Indique una imagen auxiliar que lo tenga, o exporte en otro formato.',
  },
  'extension-missing': {
    title: 'Faltan en el servidor extensiones que el volcado necesita',
    explanation: 'No están en PostgreSQL {server}: {names}.',
    next: 'Instale sus paquetes en la imagen de la base.',
  },
  'encoding-mismatch': {
    title: 'Las codificaciones difieren',
    explanation: 'El volcado está en {dump}; la base viva, en {live}.',
    next: 'Cree la base viva en la codificación del volcado, o exporte en {live}.',
  },
  'needs-superuser': {
    title: 'El volcado tiene objetos que solo un superusuario puede crear',
    explanation: '{names}. Nada de un volcado corre como superusuario antes de verificarse.',
    next: 'Créelos a mano en el destino después de restaurar, y exporte sin ellos.',
  },
  'code-behind-data': {
    title: 'El código en marcha es más antiguo que los datos',
    explanation: 'La copia tiene migraciones que {service} no conoce: {names}.',
    next: 'Despliegue antes el código nuevo, o siga sabiendo que el sitio puede no funcionar con estos datos.',
  },
  'code-ahead-of-data': {
    title: 'El código en marcha es más nuevo que los datos',
    explanation: 'Después del cambio se aplicarán migraciones de {service}: {names}.',
    next: '',
  },
  'space-short': {
    title: 'Falta espacio para {purpose}',
    explanation:
      '{mount}: se necesitan {needed:bytes}, hay {free:bytes} libres, de ellos {reserve:bytes} de reserva.',
    next: 'Libere espacio allí, o limpie lo que dejaron restauraciones anteriores{inPlace?, o restaure en el lugar (--strategy in-place), que cabe con el sitio sin servicio durante toda la carga:}.',
  },
  'local-space-short': {
    title: 'Falta espacio en este equipo',
    explanation: '{path}: se necesitan {needed:bytes}, hay {free:bytes} libres.',
    next: 'Libere espacio, o mueva la carpeta de datos a un disco mayor.',
  },
  'in-place-without-database': {
    title: 'No hay nada que restaurar en el lugar',
    explanation:
      'En el lugar significa que la base viva deja su sitio a la nueva. {database}: esta restauración no cambia ninguna base viva.',
    next: 'Elija la estrategia de cambio (swap).',
  },
  'in-place-needs-backup': {
    title: 'Restaurar en el lugar exige una copia de seguridad previa',
    explanation:
      '{database} se elimina antes de cargar la nueva. Sin una copia comprobada no habría vuelta atrás.',
    next: 'Deje activada la copia de seguridad previa, o elija la estrategia de cambio (swap).',
  },
  'in-place-not-needed': {
    title: 'Hay espacio para las dos bases',
    explanation: 'En el lugar el sitio queda sin servicio durante toda la carga; con el cambio, segundos.',
    next: 'Elija la estrategia de cambio (swap).',
  },
  'in-place-long': {
    title: 'El sitio quedará sin servicio unos {seconds:seconds}',
    explanation:
      '{database} se copia con sus servicios detenidos, se elimina y se carga de nuevo. Si algo falla, vuelve desde la copia de seguridad previa, lo que tarda otro tanto.',
    next: 'Anuncie el tiempo sin servicio antes de empezar.',
  },
  'media-nested-mount': {
    title: 'Hay otro sistema de archivos montado dentro de la carpeta de media',
    explanation: '{path}: las carpetas no se pueden mover a través de él de una vez.',
    next: 'Restaure sin media, o desmóntelo durante la restauración.',
  },
  'media-missing': {
    title: 'La carpeta de media no existe en el destino',
    explanation: '{path}.',
    next: 'Se creará, si ese es el lugar correcto.',
  },
  'other-writers': {
    title: 'Otros escriben en los mismos datos',
    explanation: '{names}. Lo que escriban desde que empieza la carga no estará en el par nuevo.',
    next: 'Agréguelos a los servicios que se detienen, o termínelos antes de restaurar.',
  },
  'health-failing-before': {
    title: 'El sitio no está sano ahora',
    explanation: '{check}: {found}. Se puede restaurar; la salud de después prueba entonces menos.',
    next: 'Decida si el sitio debe quedar sano después de restaurar.',
  },
  'operator-not-superuser': {
    title: '{email} no es superusuario de la aplicación viva',
    explanation: 'Superusuarios activos: {superusers}.',
    next: 'Indique en el destino el correo de uno de ellos, o pida a uno que restaure.',
  },
  'functions-will-run': {
    title: 'Código del volcado correrá con los permisos de la aplicación',
    explanation:
      '{functions:count} {functions?función:funciones}, {triggers:count} {triggers?disparador:disparadores}; el rol {role} es superusuario.',
    next: 'Lea la lista si hay dudas sobre el origen de la copia.',
  },
  'archive-mode-on': {
    title: 'El servidor archiva su WAL',
    explanation: 'La carga escribe unos {needed:bytes} de WAL, que también se archivan.',
    next: 'Compruebe que el disco del archivo WAL tenga espacio.',
  },
  'cache-will-survive': {
    title: 'La caché y las colas sobreviven a la restauración',
    explanation: '{names}: lo que hay allí es de los datos de antes.',
    next: 'Vacíelas después si importan entradas viejas.',
  },
  'first-restore': {
    title: 'Primera restauración en este destino',
    explanation: 'Todavía no hay datos ({database}); se crearán. No se debe copia de seguridad previa.',
    next: '',
  },
  'rows-counted-on-host': {
    title: 'Las filas se contarán en el servidor',
    explanation:
      '{tables}: la compresión del volcado solo se lee allí. Se cuentan antes de la primera escritura.',
    next: '',
  },
  'archive-stale': {
    title: 'La copia tiene {days} {days?día:días}',
    explanation: 'Todo lo escrito en el sitio desde entonces quedará aparte, con el par anterior.',
    next: '',
  },
  'lock-held': {
    title: 'Ya hay una restauración en curso allí',
    explanation: '{by} en {machine}, desde {since}, trabajo {job}. Nada ha cambiado.',
    next: 'Espere a que termine, o recupere el destino si esa consola ya no existe.',
  },
  'step-lives': {
    title: 'Un paso de esa restauración sigue vivo en el servidor',
    explanation:
      'Es el paso {step} del trabajo {job}, de {by} en {machine}. De su consola no se sabe nada desde hace {age:seconds}; quizá solo perdió la conexión, y la espera durante {patience:seconds}. No se hizo nada.',
    next: 'Pregunte a {by}. La restauración se podrá terminar dentro de {wait:seconds}, o en cuanto acabe ese paso. Con attach se sigue con ella en vez de terminarla.',
  },
  'cutover-unfinished': {
    title: 'Una restauración anterior se detuvo a mitad del cambio',
    explanation:
      'El trabajo {job} empezó a cambiar la base de datos y la media de este destino y no terminó: una puede ser la nueva y la otra la anterior. Ahora no se ha cambiado nada.',
    next: 'Termínelo antes: recupere el trabajo {job}. Si ya lo terminó una persona y no se puede recuperar, aparte su carpeta {folder}.',
  },
  'upload-digest-mismatch': {
    title: 'La copia llegó dañada, dos veces',
    explanation: 'Se envió {expected}, en el servidor hay {found}. El par vivo no se tocó.',
    next: 'Revise el disco del servidor y la red, y vuelva a intentarlo.',
  },
  'disk-reserve-reached': {
    title: 'El disco se llenaba y el paso se terminó',
    explanation: '{mount}: {free:bytes} libres, menos que la reserva de {reserve:bytes}.',
    next: 'Libere espacio y empiece de nuevo; lo subido se conserva.',
  },
  'safety-backup-failed': {
    title: 'Falló la copia de seguridad previa',
    explanation: '{database}: {reason}. Ningún dato ha cambiado.',
    next: 'Corrija la causa. Restaurar sin ella se elige en el plan.',
  },
  'load-failed': {
    title: 'El volcado no se pudo cargar',
    explanation: '{reason} ({where}).',
    next: 'Lea abajo las últimas líneas de psql o pg_restore. Corrija la causa allí o en el volcado, y vuelva a intentarlo desde el plan.',
  },
  'database-lost': {
    title: 'El servidor de base de datos se cayó',
    explanation: '{container}: {reason}.',
    next: 'Vea docker logs {container}, inícielo si está detenido y vuelva a intentarlo.',
  },
  'merge-failed': {
    title: 'No se pudieron unir los administradores',
    explanation: '{reason}.',
    next: 'Lea abajo la causa y corríjala en la tabla de usuarios de la copia o en la viva, y vuelva a intentarlo desde el plan.',
  },
  'merge-ambiguous': {
    title: 'Un administrador coincide con varios usuarios',
    explanation: '{email} está más de una vez en la copia. No se cambió ninguno.',
    next: 'Decida a mano después de restaurar cuál conserva los permisos.',
  },
  'verify-failed': {
    title: 'La verificación falló: {count:count} {count?comprobación:comprobaciones}',
    explanation: '{first}.',
    next: 'Compare las tablas listadas; inspeccione la copia otra vez.',
  },
  'media-failed': {
    title: 'La media no se pudo preparar',
    explanation: '{reason}. La media viva no se tocó.',
    next: 'Lea abajo las últimas líneas, corrija la causa y vuelva a intentarlo desde el plan.',
  },
  'media-verify-failed': {
    title: 'La media preparada difiere de la copia: {count:count} {count?comprobación:comprobaciones}',
    explanation: '{first}. La media viva no se tocó.',
    next: 'Revise el disco del servidor y vuelva a intentarlo.',
  },
  'helper-image-missing': {
    title: 'La imagen auxiliar no está en {host}',
    explanation: '{image} no está allí, y nunca se descarga nada.',
    next: 'Indique una imagen auxiliar que el servidor tenga; docker images las lista.',
  },
  'helper-vanished': {
    title: 'Un contenedor auxiliar desapareció',
    explanation:
      '{helper} (paso {step}) ya no está y no dejó su estado, como tras docker system prune. Cuenta como fallo.',
    next: 'Vuelva a intentarlo sin limpiezas en marcha en el servidor.',
  },
  'stop-failed': {
    title: '{container} no se pudo detener',
    explanation: 'docker stop no lo terminó en {waited:seconds}.',
    next: 'Vea docker logs {container} y vuelva a intentarlo.',
  },
  'service-killed': {
    title: '{container} se terminó a la fuerza',
    explanation: 'docker stop no lo terminó en {waited:seconds}. El trabajo que hacía se cortó.',
    next: 'Busque en su cola una tarea cortada, o dele más tiempo en el destino.',
  },
  'sessions-remain': {
    title: 'Quedan sesiones que no se pudieron cerrar',
    explanation: '{count:count} {count?sesión:sesiones} en {database}: {names}.',
    next: 'Termine lo que se sigue conectando y vuelva a intentarlo.',
  },
  'swap-failed': {
    title: 'Falló el cambio',
    explanation: '{reason}. Los dos cambios de nombre son una transacción: no se hizo ninguno.',
    next: 'Lea abajo la causa y vuelva a intentarlo.',
  },
  'start-failed': {
    title: '{container} no arrancó',
    explanation: '{reason}.',
    next: 'Vea docker logs {container}, corrija la causa y vuelva a intentarlo. Si Docker retiene su puerto aunque no está en marcha, reinicie Docker.',
  },
  'command-after-failed': {
    title: 'Falló una orden del destino',
    explanation: '{command} en {service}: {reason}. El par restaurado sigue activo.',
    next: 'Lea sus líneas en el registro y ejecútela a mano si sigue haciendo falta.',
  },
  'health-failed-after': {
    title: 'El sitio no quedó sano con los datos nuevos',
    explanation: '{check}: {found}, durante {waited:seconds}.',
    next: 'Lea abajo el registro del servicio; lo más común es que el código no corresponda a los datos.',
  },
  'cutover-reversed': {
    title: 'El cambio se deshizo',
    explanation: 'Falló en {part}: {reason}. El sitio está en línea con sus datos de antes.',
    next: 'Corrija la causa y vuelva a intentarlo desde el plan.',
  },
  'in-place-reversed': {
    title: 'La restauración en el lugar se deshizo',
    explanation:
      'Terminó en el paso {step}: {reason}. El sitio está en servicio con sus datos de antes, devueltos desde la copia de seguridad previa.',
    next: 'Corrija la causa e inténtelo de nuevo desde el plan.',
  },
  'prune-would-free': {
    title: 'Restauraciones anteriores ocupan {bytes:bytes} en el destino',
    explanation:
      'Se conservan allí: {pairs} pares anteriores, {archives} copias subidas, {backups} copias de seguridad previas; lo más antiguo es de {oldest}. Solo se eliminan cuando usted lo diga.',
    next: 'Mírelas con prune --target "{target}" o en Destinos, y elimine lo que ya no haga falta.',
  },
  'needs-person': {
    title: 'El destino necesita a una persona',
    explanation: 'La restauración se detuvo en {part} y no se pudo deshacer: {reason}.',
    next: 'Siga la vuelta atrás manual, orden por orden, o pruebe Recuperar.',
  },
  stalled: {
    title: 'Nada se ha movido en {waited:seconds}',
    explanation: 'Paso {step}. Quien tiene el bloqueo: {holder}.',
    next: 'Mire el servidor, o cancele.',
  },
  'cancel-refused': {
    title: 'Ahora no se puede cancelar',
    explanation: 'El paso {step} termina o se deshace solo; pararlo a medias dejaría el sitio sin servicio.',
    next: 'Espere a que termine.',
  },
  cancelled: {
    title: 'Cancelado',
    explanation: 'En el paso {step}, como se pidió. El sitio queda como estaba.',
    next: '',
  },
  interrupted: {
    title: 'La restauración se interrumpió',
    explanation: 'No queda viva ni una consola ni un paso en el servidor. Último paso: {step}, {since}.',
    next: 'Recupere el destino: termina con el par anterior o con el nuevo.',
  },
  'job-not-found': {
    title: 'No existe el trabajo {job}',
    explanation: 'No está en el historial de este equipo ni, si se indicó un destino, en su servidor.',
    next: 'Vea la lista de trabajos. Uno de otra consola se busca en su servidor: indique también el destino.',
  },
  'job-not-restorable': {
    title: 'Eso no es posible con el trabajo {job}',
    explanation: 'Su estado es «{status}». No se hizo nada.',
    next: 'Un trabajo subido se puede restaurar; con uno interrumpido se puede seguir, o recuperarlo; uno completado se puede deshacer. Si no, empiece desde la copia.',
  },
  'job-running': {
    title: 'El trabajo {job} está en curso',
    explanation: 'Una restauración a la vez en {target}.',
    next: 'Espere a que termine, o cancélelo.',
  },
  'no-unfinished-run': {
    title: 'No hay nada que recuperar en {target}',
    explanation: 'Ninguna restauración quedó sin terminar allí.',
    next: '',
  },
  'lock-lost': {
    title: 'El bloqueo del destino ya no es de esta consola',
    explanation:
      'Otra consola se hizo cargo de él, o alguien lo eliminó, así que esta dejó el trabajo {job} como está y no toca nada más.',
    next: 'Siga una restauración con attach, o recupere el destino cuando esa consola haya terminado. Vuelva a eliminar lo que no se alcanzó.',
  },
  'target-changed': {
    title: 'Alguien ha cambiado entretanto la base de datos {database}',
    explanation:
      'La restauración se planificó para el OID {expected}; ahora está activo el OID {found}. Nada ha cambiado.',
    next: 'Recupere el destino, lo que termina esta restauración, y restaure de nuevo con un plan nuevo.',
  },
  'rollback-nothing-kept': {
    title: 'No hay ningún par al que volver',
    explanation:
      'El par anterior al trabajo {job} no está en el servidor: fue una primera restauración, o el par anterior se eliminó ({what}). Nada ha cambiado.',
    next: 'Restaure a mano la copia de seguridad previa si la hay, o restaure otra copia.',
  },
  'rollback-in-place': {
    title: 'Una restauración en el lugar no se deshace por sí sola',
    explanation:
      'La base anterior al trabajo {job} solo se conserva en la copia de seguridad previa {backup}. Nada ha cambiado.',
    next: 'Devuélvala a mano, con las órdenes de {manual} en el destino.',
  },
  'rollback-not-newest': {
    title: 'Solo se puede deshacer la restauración más reciente',
    explanation: 'El trabajo {newest} vino después del trabajo {job}. Nada ha cambiado.',
    next: 'Deshaga el trabajo {newest}.',
  },
  'rollback-target-changed': {
    title: 'La base de datos activa no es la que dejó este trabajo',
    explanation:
      'Se esperaba el OID {expected} y se encontró el OID {found}: algo la ha cambiado desde el trabajo {job}. Nada ha cambiado.',
    next: 'Averigüe quién lo hizo; deshaga la restauración más reciente de este destino.',
  },
  'job-of-other-target': {
    title: 'El trabajo {job} es de otro destino, no de {target}',
    explanation:
      'Su carpeta {folder} dice que restauró {database} en el contenedor {container}, que no es el de este destino. Los destinos que entran con un mismo usuario comparten la carpeta de trabajo. No se tocó nada.',
    next: 'Elija el destino de esa base de datos y ese contenedor. Si ese contenedor es solo lo que queda del anterior de este destino, ponga el actual en job.json de esa carpeta (database_container.id y .name) y vuelva a intentarlo.',
  },
  'job-target-unknown': {
    title: 'No se sabe si el trabajo {job} es de {target}',
    explanation:
      'Su carpeta {folder} no nombra ningún contenedor, o nombra uno que ya no está o es de otro motor de Docker, y en este destino no se encuentra nada de lo que hizo el trabajo. Los destinos que entran con un mismo usuario comparten la carpeta de trabajo, así que no se tocó nada.',
    next: 'Si sabe que es de este destino, indíquelo en job.json de esa carpeta y vuelva a intentarlo: databases.live "{database}", database_container.id "{id}", database_container.name "{container}". Si no lo es, recover --target "{target}" --forget lo cierra solo en este historial.',
  },
  usage: {
    title: 'La orden no es correcta',
    explanation: '{message}. No se hizo nada.',
    next: 'Vea restore-console --help.',
  },
  'invalid-request': {
    title: 'La solicitud no es válida',
    explanation: '{message}. No se hizo nada.',
    next: 'Corrija lo que se nombra.',
  },
  internal: {
    title: 'Un fallo de la propia consola',
    explanation: '{message}.',
    next: 'Exporte el registro de este trabajo e infórmelo.',
  },
};
