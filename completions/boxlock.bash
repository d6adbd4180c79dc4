_boxlock() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="boxlock"
                ;;
            boxlock,completions)
                cmd="boxlock__subcmd__completions"
                ;;
            boxlock,decrypt)
                cmd="boxlock__subcmd__decrypt"
                ;;
            boxlock,diff)
                cmd="boxlock__subcmd__diff"
                ;;
            boxlock,encrypt)
                cmd="boxlock__subcmd__encrypt"
                ;;
            boxlock,explain)
                cmd="boxlock__subcmd__explain"
                ;;
            boxlock,header)
                cmd="boxlock__subcmd__header"
                ;;
            boxlock,help)
                cmd="boxlock__subcmd__help"
                ;;
            boxlock,inspect)
                cmd="boxlock__subcmd__inspect"
                ;;
            boxlock,key)
                cmd="boxlock__subcmd__key"
                ;;
            boxlock,pssh)
                cmd="boxlock__subcmd__pssh"
                ;;
            boxlock,recrypt)
                cmd="boxlock__subcmd__recrypt"
                ;;
            boxlock,verify)
                cmd="boxlock__subcmd__verify"
                ;;
            boxlock__subcmd__header,convert)
                cmd="boxlock__subcmd__header__subcmd__convert"
                ;;
            boxlock__subcmd__header,help)
                cmd="boxlock__subcmd__header__subcmd__help"
                ;;
            boxlock__subcmd__header,lint)
                cmd="boxlock__subcmd__header__subcmd__lint"
                ;;
            boxlock__subcmd__header,new)
                cmd="boxlock__subcmd__header__subcmd__new"
                ;;
            boxlock__subcmd__header__subcmd__help,convert)
                cmd="boxlock__subcmd__header__subcmd__help__subcmd__convert"
                ;;
            boxlock__subcmd__header__subcmd__help,help)
                cmd="boxlock__subcmd__header__subcmd__help__subcmd__help"
                ;;
            boxlock__subcmd__header__subcmd__help,lint)
                cmd="boxlock__subcmd__header__subcmd__help__subcmd__lint"
                ;;
            boxlock__subcmd__header__subcmd__help,new)
                cmd="boxlock__subcmd__header__subcmd__help__subcmd__new"
                ;;
            boxlock__subcmd__help,completions)
                cmd="boxlock__subcmd__help__subcmd__completions"
                ;;
            boxlock__subcmd__help,decrypt)
                cmd="boxlock__subcmd__help__subcmd__decrypt"
                ;;
            boxlock__subcmd__help,diff)
                cmd="boxlock__subcmd__help__subcmd__diff"
                ;;
            boxlock__subcmd__help,encrypt)
                cmd="boxlock__subcmd__help__subcmd__encrypt"
                ;;
            boxlock__subcmd__help,explain)
                cmd="boxlock__subcmd__help__subcmd__explain"
                ;;
            boxlock__subcmd__help,header)
                cmd="boxlock__subcmd__help__subcmd__header"
                ;;
            boxlock__subcmd__help,help)
                cmd="boxlock__subcmd__help__subcmd__help"
                ;;
            boxlock__subcmd__help,inspect)
                cmd="boxlock__subcmd__help__subcmd__inspect"
                ;;
            boxlock__subcmd__help,key)
                cmd="boxlock__subcmd__help__subcmd__key"
                ;;
            boxlock__subcmd__help,pssh)
                cmd="boxlock__subcmd__help__subcmd__pssh"
                ;;
            boxlock__subcmd__help,recrypt)
                cmd="boxlock__subcmd__help__subcmd__recrypt"
                ;;
            boxlock__subcmd__help,verify)
                cmd="boxlock__subcmd__help__subcmd__verify"
                ;;
            boxlock__subcmd__help__subcmd__header,convert)
                cmd="boxlock__subcmd__help__subcmd__header__subcmd__convert"
                ;;
            boxlock__subcmd__help__subcmd__header,lint)
                cmd="boxlock__subcmd__help__subcmd__header__subcmd__lint"
                ;;
            boxlock__subcmd__help__subcmd__header,new)
                cmd="boxlock__subcmd__help__subcmd__header__subcmd__new"
                ;;
            boxlock__subcmd__help__subcmd__key,checksum)
                cmd="boxlock__subcmd__help__subcmd__key__subcmd__checksum"
                ;;
            boxlock__subcmd__help__subcmd__key,convert)
                cmd="boxlock__subcmd__help__subcmd__key__subcmd__convert"
                ;;
            boxlock__subcmd__help__subcmd__key,derive)
                cmd="boxlock__subcmd__help__subcmd__key__subcmd__derive"
                ;;
            boxlock__subcmd__help__subcmd__key,new)
                cmd="boxlock__subcmd__help__subcmd__key__subcmd__new"
                ;;
            boxlock__subcmd__help__subcmd__pssh,add)
                cmd="boxlock__subcmd__help__subcmd__pssh__subcmd__add"
                ;;
            boxlock__subcmd__help__subcmd__pssh,list)
                cmd="boxlock__subcmd__help__subcmd__pssh__subcmd__list"
                ;;
            boxlock__subcmd__help__subcmd__pssh,new)
                cmd="boxlock__subcmd__help__subcmd__pssh__subcmd__new"
                ;;
            boxlock__subcmd__help__subcmd__pssh,remove)
                cmd="boxlock__subcmd__help__subcmd__pssh__subcmd__remove"
                ;;
            boxlock__subcmd__help__subcmd__pssh,replace)
                cmd="boxlock__subcmd__help__subcmd__pssh__subcmd__replace"
                ;;
            boxlock__subcmd__key,checksum)
                cmd="boxlock__subcmd__key__subcmd__checksum"
                ;;
            boxlock__subcmd__key,convert)
                cmd="boxlock__subcmd__key__subcmd__convert"
                ;;
            boxlock__subcmd__key,derive)
                cmd="boxlock__subcmd__key__subcmd__derive"
                ;;
            boxlock__subcmd__key,help)
                cmd="boxlock__subcmd__key__subcmd__help"
                ;;
            boxlock__subcmd__key,new)
                cmd="boxlock__subcmd__key__subcmd__new"
                ;;
            boxlock__subcmd__key__subcmd__help,checksum)
                cmd="boxlock__subcmd__key__subcmd__help__subcmd__checksum"
                ;;
            boxlock__subcmd__key__subcmd__help,convert)
                cmd="boxlock__subcmd__key__subcmd__help__subcmd__convert"
                ;;
            boxlock__subcmd__key__subcmd__help,derive)
                cmd="boxlock__subcmd__key__subcmd__help__subcmd__derive"
                ;;
            boxlock__subcmd__key__subcmd__help,help)
                cmd="boxlock__subcmd__key__subcmd__help__subcmd__help"
                ;;
            boxlock__subcmd__key__subcmd__help,new)
                cmd="boxlock__subcmd__key__subcmd__help__subcmd__new"
                ;;
            boxlock__subcmd__pssh,add)
                cmd="boxlock__subcmd__pssh__subcmd__add"
                ;;
            boxlock__subcmd__pssh,help)
                cmd="boxlock__subcmd__pssh__subcmd__help"
                ;;
            boxlock__subcmd__pssh,list)
                cmd="boxlock__subcmd__pssh__subcmd__list"
                ;;
            boxlock__subcmd__pssh,new)
                cmd="boxlock__subcmd__pssh__subcmd__new"
                ;;
            boxlock__subcmd__pssh,remove)
                cmd="boxlock__subcmd__pssh__subcmd__remove"
                ;;
            boxlock__subcmd__pssh,replace)
                cmd="boxlock__subcmd__pssh__subcmd__replace"
                ;;
            boxlock__subcmd__pssh__subcmd__help,add)
                cmd="boxlock__subcmd__pssh__subcmd__help__subcmd__add"
                ;;
            boxlock__subcmd__pssh__subcmd__help,help)
                cmd="boxlock__subcmd__pssh__subcmd__help__subcmd__help"
                ;;
            boxlock__subcmd__pssh__subcmd__help,list)
                cmd="boxlock__subcmd__pssh__subcmd__help__subcmd__list"
                ;;
            boxlock__subcmd__pssh__subcmd__help,new)
                cmd="boxlock__subcmd__pssh__subcmd__help__subcmd__new"
                ;;
            boxlock__subcmd__pssh__subcmd__help,remove)
                cmd="boxlock__subcmd__pssh__subcmd__help__subcmd__remove"
                ;;
            boxlock__subcmd__pssh__subcmd__help,replace)
                cmd="boxlock__subcmd__pssh__subcmd__help__subcmd__replace"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        boxlock)
            opts="-q -v -h -V --json --quiet --verbose --color --progress --help --version encrypt decrypt recrypt inspect diff pssh header verify key explain completions help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__completions)
            opts="-q -v -h -V --json --quiet --verbose --color --progress --help --version bash elvish fish powershell zsh"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__decrypt)
            opts="-q -v -h -V --force --init --threads --keep-pssh --allow-clear --pattern-tail --ignore-checksum --key --key-seed --keys --keys-env --keys-fd --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --init)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --threads)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pattern-tail)
                    COMPREPLY=($(compgen -W "encrypt clear" -- "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-fd)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__diff)
            opts="-q -v -h -V --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__encrypt)
            opts="-q -v -h -V --force --init --threads --dry-run --show-keys --key --key-seed --keys --keys-env --keys-fd --scheme --iv-size --pattern --system --pssh --clear-track --merge-subsamples --seed-rng --wrm-version --la-url --lui-url --ds-id --custom-attributes --on-demand --license-requested --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --init)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --threads)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-fd)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --scheme)
                    COMPREPLY=($(compgen -W "cenc cens cbc1 cbcs piff" -- "${cur}"))
                    return 0
                    ;;
                --iv-size)
                    COMPREPLY=($(compgen -W "8 16" -- "${cur}"))
                    return 0
                    ;;
                --pattern)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --system)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pssh)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --clear-track)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --seed-rng)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wrm-version)
                    COMPREPLY=($(compgen -W "auto 4.0 4.1 4.2 4.3" -- "${cur}"))
                    return 0
                    ;;
                --la-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lui-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ds-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --custom-attributes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --license-requested)
                    COMPREPLY=($(compgen -W "true false" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__explain)
            opts="-q -v -h -V --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__header)
            opts="-q -v -h -V --json --quiet --verbose --color --progress --help --version new lint convert help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__header__subcmd__convert)
            opts="-q -v -h -V --to --form --encoding --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --to)
                    COMPREPLY=($(compgen -W "4.0 4.1 4.2 4.3" -- "${cur}"))
                    return 0
                    ;;
                --form)
                    COMPREPLY=($(compgen -W "pssh pro wrm" -- "${cur}"))
                    return 0
                    ;;
                --encoding)
                    COMPREPLY=($(compgen -W "base64 hex raw text" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__header__subcmd__help)
            opts="new lint convert help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__header__subcmd__help__subcmd__convert)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__header__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__header__subcmd__help__subcmd__lint)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__header__subcmd__help__subcmd__new)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__header__subcmd__lint)
            opts="-q -v -h -V --key --key-seed --keys --keys-env --keys-fd --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-fd)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__header__subcmd__new)
            opts="-q -v -h -V --algid --form --encoding --empty-els --key --key-seed --keys --keys-env --keys-fd --wrm-version --la-url --lui-url --ds-id --custom-attributes --on-demand --license-requested --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --algid)
                    COMPREPLY=($(compgen -W "AESCTR AESCBC" -- "${cur}"))
                    return 0
                    ;;
                --form)
                    COMPREPLY=($(compgen -W "pssh pro wrm" -- "${cur}"))
                    return 0
                    ;;
                --encoding)
                    COMPREPLY=($(compgen -W "base64 hex raw text" -- "${cur}"))
                    return 0
                    ;;
                --empty-els)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-fd)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wrm-version)
                    COMPREPLY=($(compgen -W "auto 4.0 4.1 4.2 4.3" -- "${cur}"))
                    return 0
                    ;;
                --la-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lui-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ds-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --custom-attributes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --license-requested)
                    COMPREPLY=($(compgen -W "true false" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help)
            opts="encrypt decrypt recrypt inspect diff pssh header verify key explain completions help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__completions)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__decrypt)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__diff)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__encrypt)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__explain)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__header)
            opts="new lint convert"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__header__subcmd__convert)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__header__subcmd__lint)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__header__subcmd__new)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__inspect)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__key)
            opts="new derive checksum convert"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__key__subcmd__checksum)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__key__subcmd__convert)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__key__subcmd__derive)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__key__subcmd__new)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__pssh)
            opts="new list add replace remove"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__pssh__subcmd__add)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__pssh__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__pssh__subcmd__new)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__pssh__subcmd__remove)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__pssh__subcmd__replace)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__recrypt)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__help__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__inspect)
            opts="-q -v -h -V --all --samples --limit --html --force --schema --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --html)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key)
            opts="-q -v -h -V --json --quiet --verbose --color --progress --help --version new derive checksum convert help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__checksum)
            opts="-q -v -h -V --key-seed --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__convert)
            opts="-q -v -h -V --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__derive)
            opts="-q -v -h -V --key-seed --show-keys --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__help)
            opts="new derive checksum convert help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__help__subcmd__checksum)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__help__subcmd__convert)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__help__subcmd__derive)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__help__subcmd__new)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__key__subcmd__new)
            opts="-n -q -v -h -V --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh)
            opts="-q -v -h -V --json --quiet --verbose --color --progress --help --version new list add replace remove help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__add)
            opts="-q -v -h -V --in-place --force --moof --encoding --pssh --system --pad --scheme --pssh-version --data --key --key-seed --keys --keys-env --keys-fd --wrm-version --la-url --lui-url --ds-id --custom-attributes --on-demand --license-requested --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --encoding)
                    COMPREPLY=($(compgen -W "base64 hex raw" -- "${cur}"))
                    return 0
                    ;;
                --pssh)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --system)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pad)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --scheme)
                    COMPREPLY=($(compgen -W "cenc cens cbc1 cbcs piff" -- "${cur}"))
                    return 0
                    ;;
                --pssh-version)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --data)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-fd)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wrm-version)
                    COMPREPLY=($(compgen -W "auto 4.0 4.1 4.2 4.3" -- "${cur}"))
                    return 0
                    ;;
                --la-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lui-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ds-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --custom-attributes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --license-requested)
                    COMPREPLY=($(compgen -W "true false" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__help)
            opts="new list add replace remove help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__help__subcmd__add)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__help__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__help__subcmd__new)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__help__subcmd__remove)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__help__subcmd__replace)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__list)
            opts="-q -v -h -V --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__new)
            opts="-q -v -h -V --system --encoding --scheme --pssh-version --data --key --key-seed --keys --keys-env --keys-fd --wrm-version --la-url --lui-url --ds-id --custom-attributes --on-demand --license-requested --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --system)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --encoding)
                    COMPREPLY=($(compgen -W "base64 hex raw" -- "${cur}"))
                    return 0
                    ;;
                --scheme)
                    COMPREPLY=($(compgen -W "cenc cens cbc1 cbcs piff" -- "${cur}"))
                    return 0
                    ;;
                --pssh-version)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --data)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-fd)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wrm-version)
                    COMPREPLY=($(compgen -W "auto 4.0 4.1 4.2 4.3" -- "${cur}"))
                    return 0
                    ;;
                --la-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lui-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ds-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --custom-attributes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --license-requested)
                    COMPREPLY=($(compgen -W "true false" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__remove)
            opts="-q -v -h -V --in-place --force --moof --encoding --system --match --all --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --encoding)
                    COMPREPLY=($(compgen -W "base64 hex raw" -- "${cur}"))
                    return 0
                    ;;
                --system)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --match)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__pssh__subcmd__replace)
            opts="-q -v -h -V --in-place --force --moof --encoding --pssh --system --match --scheme --pssh-version --data --key --key-seed --keys --keys-env --keys-fd --wrm-version --la-url --lui-url --ds-id --custom-attributes --on-demand --license-requested --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --encoding)
                    COMPREPLY=($(compgen -W "base64 hex raw" -- "${cur}"))
                    return 0
                    ;;
                --pssh)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --system)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --match)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --scheme)
                    COMPREPLY=($(compgen -W "cenc cens cbc1 cbcs piff" -- "${cur}"))
                    return 0
                    ;;
                --pssh-version)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --data)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-fd)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wrm-version)
                    COMPREPLY=($(compgen -W "auto 4.0 4.1 4.2 4.3" -- "${cur}"))
                    return 0
                    ;;
                --la-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lui-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ds-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --custom-attributes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --license-requested)
                    COMPREPLY=($(compgen -W "true false" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__recrypt)
            opts="-q -v -h -V --force --init --threads --pattern-tail --ignore-checksum --key --key-seed --keys --keys-env --keys-fd --old-key --old-keys --old-key-seed --scheme --iv-size --pattern --system --pssh --clear-track --merge-subsamples --seed-rng --wrm-version --la-url --lui-url --ds-id --custom-attributes --on-demand --license-requested --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --init)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --threads)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pattern-tail)
                    COMPREPLY=($(compgen -W "encrypt clear" -- "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-fd)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --old-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --old-keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --old-key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --scheme)
                    COMPREPLY=($(compgen -W "cenc cens cbc1 cbcs piff" -- "${cur}"))
                    return 0
                    ;;
                --iv-size)
                    COMPREPLY=($(compgen -W "8 16" -- "${cur}"))
                    return 0
                    ;;
                --pattern)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --system)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pssh)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --clear-track)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --seed-rng)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wrm-version)
                    COMPREPLY=($(compgen -W "auto 4.0 4.1 4.2 4.3" -- "${cur}"))
                    return 0
                    ;;
                --la-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lui-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ds-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --custom-attributes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --license-requested)
                    COMPREPLY=($(compgen -W "true false" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        boxlock__subcmd__verify)
            opts="-q -v -h -V --init --strict --pattern-tail --key --key-seed --keys --keys-env --keys-fd --json --quiet --verbose --color --progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --init)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pattern-tail)
                    COMPREPLY=($(compgen -W "encrypt clear" -- "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --keys-fd)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --progress)
                    COMPREPLY=($(compgen -W "auto bar json none" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _boxlock -o nosort -o bashdefault -o default boxlock
else
    complete -F _boxlock -o bashdefault -o default boxlock
fi
