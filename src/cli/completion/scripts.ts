export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** How the program is asked from a script; answers a line `value<TAB>description` each, then `:files` or `:`. */
export const completeCommand = '__complete';

/** What a shell has to read once, so that it completes the program's words by asking the program itself. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}

const bash = `# outrider completion bash: eval "$(outrider completion bash)" in ~/.bashrc
_outrider() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o default 2>/dev/null ;;
      :*) ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" ${completeCommand} bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -F _outrider outrider
`;

const zsh = `#compdef outrider
# outrider completion zsh: eval "$(outrider completion zsh)" behind compinit in ~/.zshrc
_outrider() {
  local line files
  local -a candidates
  while IFS= read -r line; do
    case $line in
      :files) files=yes ;;
      :*) ;;
      *) candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done < <("\${words[1]}" ${completeCommand} zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if [[ -n $files ]]; then _files; else _describe outrider candidates; fi
}
compdef _outrider outrider
`;

const fish = `# outrider completion fish: outrider completion fish | source in ~/.config/fish/config.fish
function __outrider_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  for line in ($words[1] ${completeCommand} fish -- $words[2..-1] "$current" 2>/dev/null)
    switch $line
      case :files
        __fish_complete_path "$current"
      case ':*'
      case '*'
        echo $line
    end
  end
end
complete -c outrider -f -a '(__outrider_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
