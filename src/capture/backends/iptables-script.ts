/**
 * What fills, refills and clears our chains, as one shell program: `$1` is `iptables-nft`, `ip6tables-legacy`, …, `$2` is
 * `pin` to keep the pin, standard input the text for `iptables-restore`, empty to remove everything.
 *
 * It reads what is loaded and writes one restore text from both, so that each table changes in one transaction:
 * - a jump of ours that is there already is deleted in the same transaction that inserts it at the top again. Appending
 *   would duplicate it, and checking first would leave a moment in between;
 * - chains of ours in a table that the text does not fill are emptied and deleted;
 * - nothing else is named, so nothing else changes: Docker's chains stay byte for byte.
 *
 * `:CHAIN - [0:0]` empties a chain that exists, `-N` would fail; without `--noflush` the whole table would be wiped, and
 * Docker's resolver with it.
 */
export const refillScript = `
listing=$("$1-save") || exit 1
text=$(cat)
jumps() {
  here=
  while read -r flag chain rule; do
    case $flag in '*'*) here=$flag ;; esac
    case "$here $flag $chain $rule" in
      "*$1 -A OUTRIDER_"*) ;;
      "*$1 -A "*"-j OUTRIDER_"*) printf '%s\\n' "-D $chain $rule" ;;
    esac
  done <<END
$listing
END
}
sweep() {
  table= tail= fill=
  while read -r flag rest; do
    case $flag in
      '*'*)
        table=\${flag#?} tail= fill=
        case "
$text
" in *"
*$table
"*) fill=1 ;; esac ;;
      :OUTRIDER_PIN) if [ "$1" != pin ]; then drop; fi ;;
      :OUTRIDER_*) drop ;;
      COMMIT) if [ "$tail" ]; then jumps "$table"; printf '%sCOMMIT\\n' "$tail"; fi ;;
    esac
  done <<END
$listing
END
}
drop() {
  if [ "$fill" ]; then return; fi
  if [ -z "$tail" ]; then printf '*%s\\n' "$table"; fi
  printf '%s - [0:0]\\n' "$flag"
  tail="$tail-X \${flag#:}
"
}
fill() {
  while IFS= read -r line; do
    printf '%s\\n' "$line"
    case $line in '*'*) jumps "\${line#?}" ;; esac
  done <<END
$text
END
}
{ if [ "$text" ]; then fill; fi; sweep "$2"; } | "$1-restore" --noflush --wait 5
`.trimStart();
