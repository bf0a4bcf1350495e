#!/bin/bash
# The same job as a shell script, as an expert would write it for this one application: the archive goes to the host
# by scp, the rest of the work is done there by one ssh. Nothing of ours is used.
# usage: restore.sh ARCHIVE SSH_PORT SSH_KEY KNOWN_HOSTS USER@HOST DOCKER_HOST HEALTH_URL
set -euo pipefail
archive=$1 port=$2 key=$3 known=$4 host=$5 docker_host=$6 health=$7
options=(-o BatchMode=yes -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$known" -o LogLevel=ERROR -i "$key")
here=$(cd "$(dirname "$0")" && pwd)
control=$(mktemp -u)
trap 'ssh -S "$control" -O exit "$host" 2>/dev/null || :' EXIT

# One connection for everything: one key exchange.
ssh "${options[@]}" -p "$port" -M -S "$control" -fN "$host"
on_host() { ssh "${options[@]}" -p "$port" -S "$control" "$host" "$@"; }

on_host 'rm -rf restore-by-script && mkdir -p -m 700 restore-by-script'
scp -q "${options[@]}" -o "ControlPath=$control" -P "$port" "$here/on-host.sh" "$host:restore-by-script/"
# The backup of what is live goes beside the transfer: one works on the network, the other on the disk.
on_host "DOCKER_HOST=$docker_host bash restore-by-script/on-host.sh backup" &
backup=$!
scp -q "${options[@]}" -o "ControlPath=$control" -P "$port" "$archive" "$host:restore-by-script/backup.tar.gz"
wait "$backup"
on_host "DOCKER_HOST=$docker_host bash restore-by-script/on-host.sh restore $health"
