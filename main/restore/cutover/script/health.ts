/**
 * Health, decided on the host alone. HTTP is asked with the first tool that is there and answers: curl, wget (GNU or
 * busybox) or python3 on the host, python in the service's container; redirects are not followed.
 */
export const HEALTH = `
PYTHON_GET='import sys,http.client as h,urllib.parse as u,ssl
p=u.urlsplit(sys.argv[1])
c=(h.HTTPSConnection(p.hostname,p.port,timeout=5,context=ssl._create_unverified_context()) if p.scheme=="https" else h.HTTPConnection(p.hostname,p.port,timeout=5))
c.request("GET",(p.path or "/")+("?"+p.query if p.query else ""))
print(c.getresponse().status)'

# http_status TOOL: HTTP_CODE, empty when nothing answered.
http_status() {
  HTTP_CODE=
  case $1 in
    curl) bounded 8 curl -s -o /dev/null -m 5 --noproxy '*' -k -w '%{http_code}\\n' -- "$HEALTH_URL" ;;
    wget) bounded 8 env no_proxy='*' wget -q -S -O /dev/null -T 5 "$HEALTH_URL" ;;
    python3) bounded 8 python3 -c "$PYTHON_GET" "$HEALTH_URL" ;;
    container) bounded 8 docker_cli exec "$HEALTH_CONTAINER" python3 -c "$PYTHON_GET" "$HEALTH_URL" ;;
  esac
  case $1 in
    wget) HTTP_CODE=$(sed -n 's/.*HTTP\\/[0-9.]* \\([0-9][0-9][0-9]\\).*/\\1/p' "$T/err" | head -n 1) ;;
    *) [ "$RC" -eq 0 ] && { read -r HTTP_CODE <"$T/out" || HTTP_CODE=; } ;;
  esac
  [ "$HTTP_CODE" != 000 ] || HTTP_CODE=
  [ -n "$HTTP_CODE" ]
}

# The tool that gets an answer now; with the site down, the first one present.
choose_http_tool() {
  [ "$HEALTH_KIND" = http ] || return 0
  HTTP_TOOL=
  for tool in curl wget python3; do
    command -v "$tool" >/dev/null 2>&1 || continue
    [ -n "$HTTP_TOOL" ] || HTTP_TOOL=$tool
    http_status "$tool" && { HTTP_TOOL=$tool; return 0; }
  done
  if [ -n "$HEALTH_CONTAINER" ] && bounded 20 docker_cli exec "$HEALTH_CONTAINER" python3 -c 'print(1)'; then
    if [ -z "$HTTP_TOOL" ] || http_status container; then HTTP_TOOL=container; fi
  fi
  [ -n "$HTTP_TOOL" ]
}

# healthy_now: FOUND says what was seen.
healthy_now() {
  case $HEALTH_KIND in
    docker)
      bounded 20 docker_cli inspect -f '{{if .State.Health}}{{.State.Health.Status}}{{else}}without a health check{{end}}' "$HEALTH_CONTAINER" ||
        { FOUND='no answer from docker'; return 1; }
      FOUND=
      read -r FOUND <"$T/out"
      [ "$FOUND" = healthy ]
      ;;
    http)
      [ -n "$HTTP_TOOL" ] || choose_http_tool || { FOUND='no tool to ask with'; return 1; }
      if http_status "$HTTP_TOOL"; then FOUND="status $HTTP_CODE"; else FOUND='no answer'; fi
      [ "$HTTP_CODE" = "$HEALTH_STATUS" ]
      ;;
    command)
      bounded 30 health_command
      FOUND="status $RC"
      [ "$RC" -eq 0 ]
      ;;
    *)
      backends_up
      ;;
  esac
}

# Every backend that ran runs now. FOUND names one that does not.
backends_up() {
  service_states || { FOUND='no answer from docker'; return 1; }
  n=0
  while read -r running code; do
    n=$((n + 1))
    service "$n"
    if [ "$SVC_ROLE $SVC_RAN" = 'backend 1' ] && [ "$running" != true ]; then
      FOUND="$SVC_NAME ended with status $code"
      return 1
    fi
  done <"$T/states"
  FOUND=running
}

# wait_healthy SECONDS. A backend that stays down for 5 s is not waited for. Without a check: up for 3 s.
wait_healthy() {
  uptime_cs
  health_from=$UP health_until=$((UP + $1 * 100)) down_since= asked_up=$UP
  [ "$HEALTH_KIND" != none ] || health_until=$((UP + 600))
  while :; do
    if healthy_now; then
      [ "$HEALTH_KIND" = none ] || return 0
      uptime_cs
      [ "$((UP - health_from))" -lt 300 ] || return 0
    fi
    uptime_cs
    [ "$UP" -lt "$health_until" ] || return 1
    if [ "$((UP - asked_up))" -ge 100 ]; then
      asked_up=$UP
      saw=$FOUND
      if backends_up; then
        down_since= FOUND=$saw
      else
        [ -n "$down_since" ] || down_since=$UP
        [ "$((UP - down_since))" -lt 500 ] || return 1
        FOUND=$saw
      fi
    fi
    sleep 0.2 2>/dev/null || sleep 1
  done
}
`;
