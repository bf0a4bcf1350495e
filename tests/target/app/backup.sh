#!/bin/sh
# The application's own backup, as the original's 02_backup_before_destroy.sh leaves it:
#   backups-YYYYMMDD-HHMMSS/cloudsql/tuki-db-prod-tuki_production-YYYYMMDD.sql.gz
#   backups-YYYYMMDD-HHMMSS/gcs/tuki-media-prod-1/…
# usage: backup.sh FOLDER DATABASE_CONTAINER ROLE DATABASE MEDIA_CONTAINER MEDIA_PATH FORMAT [pg_dump option…]
# FORMAT plain, custom, directory or tar. Prints the folder it made.
set -eu
folder=$1 container=$2 role=$3 database=$4 media_container=$5 media_path=$6 format=$7
shift 7
now=$(date -u +%Y%m%d-%H%M%S)
name=backups-$now
dump=$folder/$name/cloudsql/tuki-db-prod-tuki_production-${now%-*}
mkdir -p "$folder/$name/cloudsql" "$folder/$name/gcs/tuki-media-prod-1"

dump_to_stdout() {
  docker exec "$container" pg_dump -U "$role" -w --format "$@" "$database"
}

case $format in
  plain)
    # No pipe: the exit status of pg_dump counts. The level is a compromise between size and time.
    dump_to_stdout plain "$@" > "$dump.sql"
    if [ -n "${AFTER_DUMP_SED:-}" ]; then
      sed -f "$AFTER_DUMP_SED" "$dump.sql" > "$dump.sql.edited"
      mv "$dump.sql.edited" "$dump.sql"
    fi
    gzip -4 "$dump.sql"
    ;;
  custom) dump_to_stdout custom "$@" > "$dump.dump" ;;
  tar) dump_to_stdout tar "$@" > "$dump.tar" ;;
  directory)
    docker exec "$container" rm -rf /tmp/backup-directory
    docker exec "$container" pg_dump -U "$role" -w --format directory --file /tmp/backup-directory "$@" "$database"
    docker cp -q "$container:/tmp/backup-directory" "$dump" 2>/dev/null ||
      docker cp "$container:/tmp/backup-directory" "$dump" > /dev/null
    docker exec "$container" rm -rf /tmp/backup-directory
    ;;
esac
docker cp "$media_container:$media_path/." "$folder/$name/gcs/tuki-media-prod-1/" > /dev/null
printf '%s\n' "$folder/$name"
