
# `cargo toggle` is completed as `cargo-toggle` is; all else of cargo as before.
_cargo_toggle_of_cargo() {
    if [[ ${COMP_CWORD} -gt 1 && ${COMP_WORDS[1]} == toggle ]]; then
        local -a words=("cargo-toggle" "${COMP_WORDS[@]:2}")
        local -i word=$((COMP_CWORD - 1))
        local -a COMP_WORDS=("${words[@]}")
        local -i COMP_CWORD=${word}
        _clap_complete_cargo_toggle cargo-toggle "$2" "$3"
    elif [[ -n ${_cargo_toggle_before-} ]]; then
        "${_cargo_toggle_before}" "$@"
    fi
}
if ! complete -p cargo > /dev/null 2>&1; then
    if declare -F _comp_load > /dev/null; then
        _comp_load cargo > /dev/null 2>&1
    elif declare -F _completion_loader > /dev/null; then
        _completion_loader cargo > /dev/null 2>&1
    fi
fi
if [[ $(complete -p cargo 2> /dev/null) =~ -F\ ([^[:space:]]+) && ${BASH_REMATCH[1]} != _cargo_toggle_of_cargo ]]; then
    _cargo_toggle_before=${BASH_REMATCH[1]}
fi
complete -o bashdefault -o default -F _cargo_toggle_of_cargo cargo
