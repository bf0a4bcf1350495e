/**
 * The media half: verbs of the mover container (main/docker). A verb counts only with status 0 and its last line.
 * After a crash the mover is always made anew, which ends whatever an orphaned client had started in it.
 */
export const MEDIA = `
# mover VERB PROOF SECONDS: MEDIA_WORD is what follows the proof.
mover() {
  MEDIA_WORD=
  bounded "$3" docker_cli exec "$MOVER" sh /job/media-swap.sh "$1" || return 1
  last=
  while IFS= read -r line; do
    [ -z "$line" ] || last=$line
  done <"$T/out"
  case $last in
    "RC-MEDIA $2"*) MEDIA_WORD=\${last#"RC-MEDIA $2"} MEDIA_WORD=\${MEDIA_WORD# } ;;
    *) printf 'no proof: %s\\n' "$last" >>"$T/err"; return 1 ;;
  esac
}

fresh_mover() {
  bounded 60 docker_cli rm -f -v "$MOVER"
  bounded 60 mover_run
}

mover_up() {
  is_running "$MOVER" && return 0
  bounded 60 docker_cli start "$MOVER" && return 0
  fresh_mover
}

media_precheck() {
  [ -n "$HAS_MEDIA" ] || return 0
  mover_up || { fail_with prepare media-failed "$(one_line "$T/err")"; return 1; }
  say begin catch-up
  mover catch-up caught-up "$MEDIA_LIMIT" || { fail_with catch-up media-failed "$(one_line "$T/err")"; return 1; }
  say done catch-up "$MEDIA_WORD"
  mover state state 60 || { fail_with prepare media-failed "$(one_line "$T/err")"; return 1; }
  [ "$MEDIA_WORD" = old ] || { fail_with prepare media-failed "the staged media are in state $MEDIA_WORD"; return 1; }
}

media_forward() {
  [ -n "$HAS_MEDIA" ] || return 0
  TOUCHED=1
  say begin media
  durable
  J_MEDIA=1
  mover forward new "$MEDIA_LIMIT" || { fail_with media media-failed "$(one_line "$T/err")"; return 1; }
  say done media
}

media_state_once() {
  mover state state 60 && return 0
  fresh_mover
  mover state state 60
}

media_old_once() {
  media_state_once || return 1
  case $MEDIA_WORD in
    old) return 0 ;;
    absent)
      [ -n "$J_MEDIA" ] || return 0
      STOP_TRYING=1
      return 1
      ;;
  esac
  mover reverse old "$MEDIA_LIMIT"
}

media_new_once() {
  media_state_once || return 1
  case $MEDIA_WORD in
    new) return 0 ;;
    absent)
      STOP_TRYING=1
      return 1
      ;;
  esac
  mover forward new "$MEDIA_LIMIT"
}
`;
