# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_boxlock_global_optspecs
    string join \n json q/quiet v/verbose color= progress= h/help V/version
end

function __fish_boxlock_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_boxlock_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_boxlock_using_subcommand
    set -l cmd (__fish_boxlock_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c boxlock -n "__fish_boxlock_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_needs_command" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_needs_command" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_needs_command" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_needs_command" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_needs_command" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "encrypt" -d 'CENC-encrypt an MP4'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "decrypt" -d 'Remove CENC encryption with known keys'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "recrypt" -d 'Change scheme or keys in one pass'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "batch" -d 'Encrypt a catalogue: many files in one command, resumable, on one machine or many'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "inspect" -d 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "diff" -d 'Compare what two headers, pssh boxes, licenses, certificate chains or protected files mean'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "pssh" -d 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "header" -d 'Make, check and convert PlayReady Objects and WRM headers'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "verify" -d 'Check packaged files against the rules that players rely on'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "key" -d 'Make, derive, check and convert keys and key IDs'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "pki" -d 'Make a certificate authority for tests: its own root, everything a license service needs, and devices. Nothing of it is trusted by real players, and no foreign device or root can be brought in'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "license" -d 'Make test licenses and open them, with no network and no server'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "serve" -d 'Run a PlayReady test service: RightsManager over SOAP, with the root, the keys and the store of a PKI folder. It ends in good order on SIGTERM and Ctrl-C'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "client" -d 'Be a client of a license service: every flow, with a device folder that remembers licenses, domains, counters and sessions'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "demo" -d 'Watch a purchase from start to end: packaging, payment, licenses, playback, a second device, a domain, an embedded license, metering, secure stop and secure delete. Everything runs on this machine, in a folder that is gone afterwards'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "explain" -d 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field; `wire` shows the bodies of all messages of the test service. Without CODE, list what is known'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l init -d 'Init segment of INPUT, when INPUT is a media segment on its own' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l threads -d 'Threads to cipher with; the output does not depend on it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l scheme -d 'Protection scheme; cenc unless given' -r -f -a "cenc\t''
cens\t''
cbc1\t''
cbcs\t''
piff\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l iv-size -d 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)' -r -f -a "8\t''
16\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l pattern -d 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l system -d 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l pssh -d 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l clear-track -d 'Leave a track clear' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l seed-rng -d 'Draw IVs from this number instead of the system\'s generator: the same output each time, for tests only' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l wrm-version -d 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest' -r -f -a "auto\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l la-url -d 'License acquisition URL, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l lui-url -d 'URL for license acquisition with user interface, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l ds-id -d 'Domain service ID, base64 of a GUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l custom-attributes -d 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l license-requested -d 'Write LICENSEREQUESTED' -r -f -a "true\t''
false\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l force -d 'Overwrite OUTPUT'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l dry-run -d 'Do everything but write OUTPUT'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l show-keys -d 'Show keys in the JSON report'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l merge-subsamples -d 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l on-demand -d 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l init -d 'Init segment of INPUT, when INPUT is a media segment on its own' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l threads -d 'Threads to cipher with; the output does not depend on it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l pattern-tail -d 'What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4, Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9' -r -f -a "encrypt\t''
clear\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l device -d 'The folder of the device that opens the licenses' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l license -d 'Take keys from a license response or license file, opened by the device as a strict client does' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l domain-keys -d 'Take keys of domains from here too, beside those that --device has joined: the folder of a device that is a member (or its store/state.json), or of a PKI with domains of "pki issue domain"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l force -d 'Overwrite OUTPUT'
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l keep-pssh -d 'Leave pssh boxes in the file'
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l allow-clear -d 'Copy a file that has nothing to decrypt, instead of failing'
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l ignore-checksum -d 'Go on when a key contradicts the checksum in the PlayReady header'
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand decrypt" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l init -d 'Init segment of INPUT, when INPUT is a media segment on its own' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l threads -d 'Threads to cipher with; the output does not depend on it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l pattern-tail -d 'What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4, Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9' -r -f -a "encrypt\t''
clear\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l old-key -d 'A key that INPUT is encrypted with' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l old-keys -d 'Keys that INPUT is encrypted with, from a JSON file in the form of --keys' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l old-key-seed -d 'Derive the keys that INPUT is encrypted with from this key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l scheme -d 'Protection scheme; cenc unless given' -r -f -a "cenc\t''
cens\t''
cbc1\t''
cbcs\t''
piff\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l iv-size -d 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)' -r -f -a "8\t''
16\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l pattern -d 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l system -d 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l pssh -d 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l clear-track -d 'Leave a track clear' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l seed-rng -d 'Draw IVs from this number instead of the system\'s generator: the same output each time, for tests only' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l wrm-version -d 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest' -r -f -a "auto\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l la-url -d 'License acquisition URL, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l lui-url -d 'URL for license acquisition with user interface, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l ds-id -d 'Domain service ID, base64 of a GUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l custom-attributes -d 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l license-requested -d 'Write LICENSEREQUESTED' -r -f -a "true\t''
false\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l force -d 'Overwrite OUTPUT'
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l ignore-checksum -d 'Go on when a key contradicts the checksum in the PlayReady header'
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l merge-subsamples -d 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing'
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l on-demand -d 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -f -a "run" -d 'Encrypt all titles that are not done yet'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -f -a "plan" -d 'Print what `run` would do, and stop at what cannot be done, before any work'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -f -a "status" -d 'Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and not __fish_seen_subcommand_from run plan status help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l in -d 'Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l out -d 'Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input\'s name; {dir} are the folders below the part of GLOB without wildcards' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l format -d 'Form of the job list; recognised unless given' -r -f -a "jsonl\t''
csv\t''
toml\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l ledger -d 'The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that all outputs lie below' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l shard -d 'Take one part of the titles, split evenly by size: I/N with I from 1, or auto for what the environment of an array job says (Kubernetes Indexed Job, AWS Batch, Slurm, Google Batch)' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l shards -d 'How many parts there are, where the environment does not tell or tells otherwise' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l scheme -d 'Protection scheme; cenc unless given' -r -f -a "cenc\t''
cens\t''
cbc1\t''
cbcs\t''
piff\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l iv-size -d 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)' -r -f -a "8\t''
16\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l pattern -d 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l system -d 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l pssh -d 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l clear-track -d 'Leave a track clear' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l seed-rng -d 'Draw IVs from this number instead of the system\'s generator: the same output each time, for tests only' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l wrm-version -d 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest' -r -f -a "auto\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l la-url -d 'License acquisition URL, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l lui-url -d 'URL for license acquisition with user interface, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l ds-id -d 'Domain service ID, base64 of a GUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l custom-attributes -d 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l license-requested -d 'Write LICENSEREQUESTED' -r -f -a "true\t''
false\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l jobs -d 'Titles in flight; as many as there are threads unless given' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l threads -d 'Threads to cipher with, shared by all titles' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l retries -d 'Try a title again, after pauses that double, when files or services fail (exit codes 7 and 8)' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l hash -d 'How to hash outputs, for the ledger and the report: xxh128 costs next to nothing, sha256 about as much again as encryption' -r -f -a "xxh128\t''
sha256\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l report -d 'Write one JSON object per title, also for those that were done before; a file of that name is replaced' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l keys-out -d 'Add the keys of all titles to a JSON file that --keys reads and only its owner may read. With --shard, .I-of-N is put into its name' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l force -d 'Replace outputs that no ledger knows'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l check-hashes -d 'Hash finished outputs again instead of looking at their sizes'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l merge-subsamples -d 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l on-demand -d 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l keep-going -d 'Go on after a title has failed. Without this, no further title is begun; those in flight are finished'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l no-wait -d 'Fail when another run works with the same ledger, instead of waiting for it to end'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from run" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l in -d 'Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l out -d 'Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input\'s name; {dir} are the folders below the part of GLOB without wildcards' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l format -d 'Form of the job list; recognised unless given' -r -f -a "jsonl\t''
csv\t''
toml\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l ledger -d 'The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that all outputs lie below' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l shard -d 'Take one part of the titles, split evenly by size: I/N with I from 1, or auto for what the environment of an array job says (Kubernetes Indexed Job, AWS Batch, Slurm, Google Batch)' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l shards -d 'How many parts there are, where the environment does not tell or tells otherwise' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l scheme -d 'Protection scheme; cenc unless given' -r -f -a "cenc\t''
cens\t''
cbc1\t''
cbcs\t''
piff\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l iv-size -d 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)' -r -f -a "8\t''
16\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l pattern -d 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l system -d 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l pssh -d 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l clear-track -d 'Leave a track clear' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l seed-rng -d 'Draw IVs from this number instead of the system\'s generator: the same output each time, for tests only' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l wrm-version -d 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest' -r -f -a "auto\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l la-url -d 'License acquisition URL, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l lui-url -d 'URL for license acquisition with user interface, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l ds-id -d 'Domain service ID, base64 of a GUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l custom-attributes -d 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l license-requested -d 'Write LICENSEREQUESTED' -r -f -a "true\t''
false\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l force -d 'Replace outputs that no ledger knows'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l check-hashes -d 'Hash finished outputs again instead of looking at their sizes'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l merge-subsamples -d 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l on-demand -d 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l schema -d 'Print the JSON Schema of job lists, and nothing else'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from plan" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -l in -d 'Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -l out -d 'Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input\'s name; {dir} are the folders below the part of GLOB without wildcards' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -l format -d 'Form of the job list; recognised unless given' -r -f -a "jsonl\t''
csv\t''
toml\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -l ledger -d 'The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that all outputs lie below' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from help" -f -a "run" -d 'Encrypt all titles that are not done yet'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from help" -f -a "plan" -d 'Print what `run` would do, and stop at what cannot be done, before any work'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from help" -f -a "status" -d 'Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done'
complete -c boxlock -n "__fish_boxlock_using_subcommand batch; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l limit -d 'How many samples of each track are shown' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l html -d 'Write a page for browsers that shows the same, with the bytes of the headers and maps of the samples' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l pki -d 'Decrypt the client\'s part of a challenge with the key of this PKI\'s license server' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l all -d 'Show everything: all fragments, long lists whole'
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l samples -d 'Show the samples of each track: place, IV, key ID, clear and encrypted bytes, NAL units, OBUs or frames'
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l force -d 'Overwrite the file of --html'
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l schema -d 'Print the JSON Schema of the reports of --json'
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand diff" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand diff" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand diff" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand diff" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand diff" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand diff" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -f -a "new" -d 'Make pssh boxes, one for each system, one after the other'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -f -a "list" -d 'List pssh boxes with their places and what they hold'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -f -a "add" -d 'Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -f -a "replace" -d 'Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same systems as the new ones'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -f -a "remove" -d 'Remove pssh boxes'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and not __fish_seen_subcommand_from new list add replace remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l system -d 'DRM systems: playready, widevine, common, or any UUID together with --data' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l encoding -d 'How to print them' -r -f -a "base64\t'Base64 and a line break'
hex\t'Lower-case hexadecimal digits and a line break'
raw\t'The bytes alone'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l scheme -d 'Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told' -r -f -a "cenc\t''
cens\t''
cbc1\t''
cbcs\t''
piff\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l pssh-version -d 'Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l data -d 'The system\'s data, instead of making it: a file, or base64' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l wrm-version -d 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest' -r -f -a "auto\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l la-url -d 'License acquisition URL, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l lui-url -d 'URL for license acquisition with user interface, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l ds-id -d 'Domain service ID, base64 of a GUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l custom-attributes -d 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l license-requested -d 'Write LICENSEREQUESTED' -r -f -a "true\t''
false\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l on-demand -d 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from list" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l encoding -d 'How to print boxes that were given alone' -r -f -a "base64\t'Base64 and a line break'
hex\t'Lower-case hexadecimal digits and a line break'
raw\t'The bytes alone'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l pssh -d 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l system -d 'DRM systems that boxes are made for, from --key or --data' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l pad -d 'See to it that this many bytes of free space follow the movie, so that later edits fit in place' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l scheme -d 'Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told' -r -f -a "cenc\t''
cens\t''
cbc1\t''
cbcs\t''
piff\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l pssh-version -d 'Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l data -d 'The system\'s data, instead of making it: a file, or base64' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l wrm-version -d 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest' -r -f -a "auto\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l la-url -d 'License acquisition URL, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l lui-url -d 'URL for license acquisition with user interface, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l ds-id -d 'Domain service ID, base64 of a GUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l custom-attributes -d 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l license-requested -d 'Write LICENSEREQUESTED' -r -f -a "true\t''
false\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l in-place -d 'Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole file is written anew and takes its name when it is finished'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l force -d 'Overwrite OUTPUT'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l moof -d 'Edit every fragment (moof) as well as the movie (moov)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l on-demand -d 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l encoding -d 'How to print boxes that were given alone' -r -f -a "base64\t'Base64 and a line break'
hex\t'Lower-case hexadecimal digits and a line break'
raw\t'The bytes alone'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l pssh -d 'The new pssh box, or what one is made from as for add: a file, or base64. Without it, a box is made for --system from --key or --data' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l system -d 'Replace the boxes of this DRM system: playready, widevine, common or a UUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l match -d 'Replace the boxes that are the same as this one: a file, or base64' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l scheme -d 'Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told' -r -f -a "cenc\t''
cens\t''
cbc1\t''
cbcs\t''
piff\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l pssh-version -d 'Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l data -d 'The system\'s data, instead of making it: a file, or base64' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l wrm-version -d 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest' -r -f -a "auto\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l la-url -d 'License acquisition URL, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l lui-url -d 'URL for license acquisition with user interface, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l ds-id -d 'Domain service ID, base64 of a GUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l custom-attributes -d 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l license-requested -d 'Write LICENSEREQUESTED' -r -f -a "true\t''
false\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l in-place -d 'Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole file is written anew and takes its name when it is finished'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l force -d 'Overwrite OUTPUT'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l moof -d 'Edit every fragment (moof) as well as the movie (moov)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l on-demand -d 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l encoding -d 'How to print boxes that were given alone' -r -f -a "base64\t'Base64 and a line break'
hex\t'Lower-case hexadecimal digits and a line break'
raw\t'The bytes alone'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l system -d 'Remove the boxes of these DRM systems: playready, widevine, common or a UUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l match -d 'Remove the boxes that are the same as this one: a file, or base64' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l in-place -d 'Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole file is written anew and takes its name when it is finished'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l force -d 'Overwrite OUTPUT'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l moof -d 'Edit every fragment (moof) as well as the movie (moov)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l all -d 'Remove every pssh box'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from remove" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from help" -f -a "new" -d 'Make pssh boxes, one for each system, one after the other'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from help" -f -a "list" -d 'List pssh boxes with their places and what they hold'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from help" -f -a "replace" -d 'Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same systems as the new ones'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove pssh boxes'
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -f -a "new" -d 'Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0, several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -f -a "lint" -d 'Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a rule of severity error is broken. `boxlock explain RULE` says more about a rule'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -f -a "convert" -d 'Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a form or version cannot hold is not dropped: the command fails and names it'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and not __fish_seen_subcommand_from new lint convert help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l algid -d 'Cipher of the keys: AESCTR for cenc and cens, AESCBC for cbcs and cbc1' -r -f -a "AESCTR\t''
AESCBC\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l form -d 'What to print: a pssh box, a PlayReady Object, or the WRM header alone (UTF-16LE)' -r -f -a "pssh\t''
pro\t''
wrm\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l encoding -d 'How to print it; text is for the WRM header alone (UTF-8)' -r -f -a "base64\t''
hex\t''
raw\t''
text\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l empty-els -d 'Add an empty embedded license store of this many bytes (10240 is usual), for files that clients may write licenses into' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l wrm-version -d 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest' -r -f -a "auto\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l la-url -d 'License acquisition URL, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l lui-url -d 'URL for license acquisition with user interface, absolute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l ds-id -d 'Domain service ID, base64 of a GUID' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l custom-attributes -d 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l license-requested -d 'Write LICENSEREQUESTED' -r -f -a "true\t''
false\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l on-demand -d 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from lint" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -l to -d 'Write the WRM header anew, for this version' -r -f -a "4.0\t''
4.1\t''
4.2\t''
4.3\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -l form -d 'What to print: a pssh box, a PlayReady Object, or the WRM header alone (UTF-16LE)' -r -f -a "pssh\t''
pro\t''
wrm\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -l encoding -d 'How to print it; text is for the WRM header alone (UTF-8)' -r -f -a "base64\t''
hex\t''
raw\t''
text\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from convert" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from help" -f -a "new" -d 'Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0, several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from help" -f -a "lint" -d 'Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a rule of severity error is broken. `boxlock explain RULE` says more about a rule'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from help" -f -a "convert" -d 'Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a form or version cannot hold is not dropped: the command fails and names it'
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l init -d 'Init segment, when the inputs are media segments on their own' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l pattern-tail -d 'What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4, Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9' -r -f -a "encrypt\t''
clear\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l strict -d 'Fail on warnings too'
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand verify" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -f -a "new" -d 'Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a file for --keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -f -a "derive" -d 'Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with --show-keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -f -a "checksum" -d 'Print the PlayReady AESCTR checksum of keys, one per line'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -f -a "convert" -d 'Print key IDs in every form'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and not __fish_seen_subcommand_from new derive checksum convert help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from new" -s n -d 'How many' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from new" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from new" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from new" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from new" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from new" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from new" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from derive" -l key-seed -d 'The key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from derive" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from derive" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from derive" -l show-keys -d 'Print the keys too'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from derive" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from derive" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from derive" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from derive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from derive" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from checksum" -l key-seed -d 'Derive keys that are not given' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from checksum" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from checksum" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from checksum" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from checksum" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from checksum" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from checksum" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from checksum" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from convert" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from convert" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from convert" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from convert" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from convert" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from convert" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "new" -d 'Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a file for --keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "derive" -d 'Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with --show-keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "checksum" -d 'Print the PlayReady AESCTR checksum of keys, one per line'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "convert" -d 'Print key IDs in every form'
complete -c boxlock -n "__fish_boxlock_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -f -a "init" -d 'Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys. Only the owner can read it'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -f -a "show" -d 'Show the public keys and certificates of a PKI, and what it revoked'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -f -a "issue" -d 'Issue further certificates of a PKI and keep them in its folder'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -f -a "device" -d 'Make, show and export test devices'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -f -a "revoke" -d 'Revoke certificates: the PKI\'s lists get the digests and a next version, signed anew. A service of this PKI then refuses them'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -f -a "verify" -d 'Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels, expiry, digests, unknown objects, revocation. Exit code 1 when it is refused'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and not __fish_seen_subcommand_from init show issue device revoke verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -l organization -d 'Who the certificates say they are from' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -l metering-url -d 'Where clients send metering reports, for the metering certificate' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -l seed-rng -d 'For tests of boxlock itself: keys that anybody can compute' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -l force -d 'Replace a PKI that is there; its devices and licenses are worthless then'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from show" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -f -a "metering" -d 'Issue a metering certificate: reports and secure stops of its metering id are encrypted to it'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -f -a "domain" -d 'Issue a certificate of one revision of a domain'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -f -a "response-signer" -d 'Issue a certificate that signs license responses. It is used from then on'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from issue" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -f -a "new" -d 'Make a folder with a new device: its chain under the PKI\'s root and its keys. Only the owner can read it'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -f -a "show" -d 'Show a device'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -f -a "export" -d 'Write the device file that independent clients load. It holds the private keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from device" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s o -l output -d 'Write the lists as the RevInfo element of responses (XML) to a file, or - for stdout' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l force -d 'Overwrite the file of -o'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -l pki -d 'The folder that pki init made' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -l role -d 'What the leaf must be; by default what its type is for' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -l at -d 'When (RFC 3339); by default now' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from help" -f -a "init" -d 'Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys. Only the owner can read it'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the public keys and certificates of a PKI, and what it revoked'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from help" -f -a "issue" -d 'Issue further certificates of a PKI and keep them in its folder'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from help" -f -a "device" -d 'Make, show and export test devices'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Revoke certificates: the PKI\'s lists get the digests and a next version, signed anew. A service of this PKI then refuses them'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels, expiry, digests, unknown objects, revocation. Exit code 1 when it is refused'
complete -c boxlock -n "__fish_boxlock_using_subcommand pki; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -f -a "mint" -d 'Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it; licenses in a folder are called KID.xmr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -f -a "request" -d 'Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -f -a "answer" -d 'Answer a license challenge without a server: check who sent it, make the licenses, sign the response'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -f -a "open" -d 'Verify a license response as a strict client does, and open its licenses'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -f -a "embed" -d 'Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file. A store with room (header new --empty-els) keeps its size'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -f -a "extract" -d 'Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -f -a "presets" -d 'List the policies of common scenarios, with what each sets'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and not __fish_seen_subcommand_from mint request answer open embed extract presets help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l pki -d 'The PKI folder that the device belongs to' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l device -d 'Bind the licenses to this device: its folder, or a certificate chain; to a domain, when the chain is of a domain' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l kid -d 'Key IDs: UUID, 32 hex digits or guid:BASE64. Without any: those of --key and --keys' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -s o -l output -d 'Where to write: a file, - for stdout, a folder, or a name with {kid} in it' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l nonce -d 'The nonce of the request that the licenses answer: 32 hex digits' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l at -d 'Time of issue, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l cipher -d 'How content keys are encrypted: ECC-256 (3), or ECC-256 with KZ (4)' -r -f -a "3\t''
4\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l seed-rng -d 'For tests of boxlock itself: licenses that repeat' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l policy -d 'Read the policy from a TOML or JSON file, - for stdin' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l preset -d 'Take the policy of a scenario; "boxlock license presets" lists them' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l cfg -d 'Read the policy as test servers do: \'(sl:2000,persist:true),(…)\', or cfg=…, cfg64=…, json=[…], or Name=value&Name=value' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l force -d 'Replace files that are there'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from mint" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l device -d 'The folder of the device' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l header -d 'The content\'s PlayReady header: an MP4 file, a header in any form, - for stdin, or the value itself' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l server-key -d 'The license server\'s public key: the folder of its PKI, or 128 hex digits' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l custom-data -d 'Data for the service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l domain -d 'Certificate chains of domains that the device has joined' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l client-version -d 'Version of the client\'s software' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l at -d 'The client\'s time, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -s o -l output -d 'Where to write the challenge: a file, or - for stdout' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l force -d 'Replace a file that is there'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from request" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l pki -d 'The PKI folder of the license server' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l at -d 'Time of the answer, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -s o -l output -d 'Where to write the response: a file, or - for stdout' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l policy -d 'Read the policy from a TOML or JSON file, - for stdin' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l preset -d 'Take the policy of a scenario; "boxlock license presets" lists them' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l cfg -d 'Read the policy as test servers do: \'(sl:2000,persist:true),(…)\', or cfg=…, cfg64=…, json=[…], or Name=value&Name=value' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l custom-data-queries -d 'Obey queries in the challenge\'s custom data (json=, cfg=, cfg64=) as test servers do'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l sign-persistent-only -d 'Sign only responses with licenses that may be stored; others are signed too without this'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l force -d 'Replace a file that is there'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from answer" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l device -d 'The folder of the device' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l at -d 'The device\'s time, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l domain-keys -d 'Take keys of domains from here too, beside those that --device has joined: the folder of a device that is a member (or its store/state.json), or of a PKI with domains of "pki issue domain"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l challenge -d 'The challenge that it must answer' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l keys-out -d 'Write the keys to a file for --keys, readable by its owner only' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l partial -d 'Go on when only some of the licenses open'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l show-keys -d 'Print keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l force -d 'Replace the file of --keys-out'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from open" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from embed" -l license -d 'The licenses, minted with embed = true' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from embed" -l form -d 'What to print: a pssh box, or the PlayReady Object in it' -r -f -a "pssh\t''
pro\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from embed" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from embed" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from embed" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from embed" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from embed" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from embed" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from embed" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from extract" -s o -l output -d 'The folder to write to; without it, what the licenses allow is printed' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from extract" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from extract" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from extract" -l force -d 'Replace files that are there'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from extract" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from extract" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from extract" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from extract" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from extract" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from presets" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from presets" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from presets" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from presets" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from presets" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from presets" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from presets" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from help" -f -a "mint" -d 'Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it; licenses in a folder are called KID.xmr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from help" -f -a "request" -d 'Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from help" -f -a "answer" -d 'Answer a license challenge without a server: check who sent it, make the licenses, sign the response'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from help" -f -a "open" -d 'Verify a license response as a strict client does, and open its licenses'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from help" -f -a "embed" -d 'Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file. A store with room (header new --empty-els) keeps its size'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from help" -f -a "extract" -d 'Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from help" -f -a "presets" -d 'List the policies of common scenarios, with what each sets'
complete -c boxlock -n "__fish_boxlock_using_subcommand license; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l pki -d 'The PKI folder of the service' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l listen -d 'Address and port; port 0 picks one' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l store -d 'Where to store what must not be lost: sqlite:FILE, sqlite::memory: or postgres://USER@HOST/DATABASE [default: service.db in the PKI folder]' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l audit -d 'The audit file, or none [default: beside the SQLite file; none otherwise]' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l services -d 'Services, their keys, policies and rules, from a TOML file; without it, one that behaves as the public test server' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l tls -d 'Serve HTTPS with a certificate made for this machine, kept in the PKI folder' -r -f -a "self\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l tls-cert -d 'Serve HTTPS with this certificate chain (PEM)' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l tls-key -d 'Private key of --tls-cert (PEM)' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l rate-limit -d 'Requests per second that an address may make, twice as many at once; more get 429 [default: any number]' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l max-connections -d 'Connections at a time; more get 503' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l workers -d 'Requests at work at a time; eight times as many may wait, more get 503' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l log -d 'Form of the log on stderr' -r -f -a "text\t'One line per event, for people'
json\t'One JSON object per event'
none\t'No log'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l registry -d 'Recognise devices by their signing key: those that `boxlock pki device new` made under this PKI. Clients that encrypt to another license server, as unmodified ones do, can be served then'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -f -a "report" -d 'Print a report of a service\'s store, also while it runs'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -f -a "export" -d 'Write all reports of a service\'s store: JSON Lines to stdout, or one CSV file per report'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -f -a "audit" -d 'Look at the audit file of a service'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -f -a "domain" -d 'Renew domains and remove members, also while the service runs'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and not __fish_seen_subcommand_from report export audit domain help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from report" -l store -d 'The store: sqlite:FILE or postgres://USER@HOST/DATABASE' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from report" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from report" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from report" -l csv -d 'Print CSV instead of columns'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from report" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from report" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from report" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from report" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from export" -l store -d 'The store: sqlite:FILE or postgres://USER@HOST/DATABASE' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from export" -l csv -d 'Write CSV files into this folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from export" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from audit" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from audit" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from audit" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from audit" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from audit" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from audit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from audit" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from audit" -f -a "verify" -d 'Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end shows only against the store'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from audit" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -f -a "renew" -d 'Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -f -a "remove" -d 'Remove a device from a domain. Its requests are refused until it joins anew, and its place is free'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from domain" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "report" -d 'Print a report of a service\'s store, also while it runs'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write all reports of a service\'s store: JSON Lines to stdout, or one CSV file per report'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "audit" -d 'Look at the audit file of a service'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "domain" -d 'Renew domains and remove members, also while the service runs'
complete -c boxlock -n "__fish_boxlock_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "acquire" -d 'Get licenses for a file or a header, and store those that may be stored'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "acknowledge" -d 'Tell services that licenses are stored, as far as they asked for it'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "join" -d 'Join a domain, or renew the membership'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "leave" -d 'Leave a domain: its keys are deleted'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "play" -d 'Play a file for a while under the licenses of the store, or those in the file'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "meter" -d 'Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "secure-stop" -d 'Report sessions: those that play, were stopped, or ended in a crash'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "secure-delete" -d 'Delete licenses and tell their services. A message that is not answered is sent again by the next run'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "packaging-data" -d 'Ask for key IDs, keys and headers, as a packager does'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "list" -d 'Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "clock" -d 'Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock cannot be rolled back; --reset forgets that time, for tests that go back on purpose'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and not __fish_seen_subcommand_from acquire acknowledge join leave play meter secure-stop secure-delete packaging-data list clock help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l device -d 'The folder of the device; what it remembers lies in its folder "store"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l server-key -d 'The license server\'s public key, when it is not that of the device\'s PKI: the folder of its PKI, or 128 hex digits' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l at -d 'The device\'s time at the start, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l cacert -d 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l timeout -d 'How long a request may take: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l url -d 'The license server; without it, the LA_URL of the header' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l header -d 'The content\'s PlayReady header: a file, a header in any form, - for stdin, or the value itself' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l custom-data -d 'Data for the service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l keys-out -d 'Write the keys to a file for --keys, readable by its owner only' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l join -d 'Join or renew a domain when the service asks for it'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l acknowledge -d 'Tell the service at once that the licenses are stored, when it asks for that'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l force -d 'Replace the file of --keys-out'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acquire" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l device -d 'The folder of the device; what it remembers lies in its folder "store"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l server-key -d 'The license server\'s public key, when it is not that of the device\'s PKI: the folder of its PKI, or 128 hex digits' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l at -d 'The device\'s time at the start, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l cacert -d 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l timeout -d 'How long a request may take: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l transaction -d 'Only this transaction' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l url -d 'The service [default: where the license came from]' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l custom-data -d 'Data for the service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from acknowledge" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l device -d 'The folder of the device; what it remembers lies in its folder "store"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l server-key -d 'The license server\'s public key, when it is not that of the device\'s PKI: the folder of its PKI, or 128 hex digits' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l at -d 'The device\'s time at the start, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l cacert -d 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l timeout -d 'How long a request may take: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l url -d 'The domain controller' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l account -d 'The account: a GUID, or base64 of its bytes' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l service -d 'The service, the DS_ID of headers: a GUID, or base64 of its bytes' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l friendly-name -d 'What the owner calls the device [default: its name]' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l custom-data -d 'Data for the service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from join" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l device -d 'The folder of the device; what it remembers lies in its folder "store"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l server-key -d 'The license server\'s public key, when it is not that of the device\'s PKI: the folder of its PKI, or 128 hex digits' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l at -d 'The device\'s time at the start, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l cacert -d 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l timeout -d 'How long a request may take: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l account -d 'The account: a GUID, or base64 of its bytes' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l service -d 'The service, when the device is in domains of several with this account' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l url -d 'The domain controller [default: where the device joined]' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l custom-data -d 'Data for the service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from leave" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l device -d 'The folder of the device; what it remembers lies in its folder "store"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l server-key -d 'The license server\'s public key, when it is not that of the device\'s PKI: the folder of its PKI, or 128 hex digits' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l at -d 'The device\'s time at the start, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l cacert -d 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l timeout -d 'How long a request may take: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l for -d 'How long: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l output -d 'An output that the player is connected to, with the protections that are on: digital-video, compressed-video, analog-video, digital-audio or compressed-audio, and +hdcp, +hdcp-type-1, +scms or +cgms-a, such as digital-video+hdcp. A license that does not let the content pass is refused. Without any: a screen of its own' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l url -d 'The same from this server' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l custom-data -d 'Data for the service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l acquire -d 'Get a license from the server that the header names (LA_URL) when the store and the file have none that plays; one that may not be stored is for this play only'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l join -d 'Join or renew a domain when the service asks for it'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from play" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l device -d 'The folder of the device; what it remembers lies in its folder "store"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l server-key -d 'The license server\'s public key, when it is not that of the device\'s PKI: the folder of its PKI, or 128 hex digits' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l at -d 'The device\'s time at the start, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l cacert -d 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l timeout -d 'How long a request may take: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l mid -d 'Only counters of this metering ID: 16 bytes in base64 or hexadecimal' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l url -d 'The service [default: where the license came from]' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l custom-data -d 'Data for the service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from meter" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l device -d 'The folder of the device; what it remembers lies in its folder "store"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l server-key -d 'The license server\'s public key, when it is not that of the device\'s PKI: the folder of its PKI, or 128 hex digits' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l at -d 'The device\'s time at the start, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l cacert -d 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l timeout -d 'How long a request may take: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l session -d 'Only this session: 16 bytes in base64 or hexadecimal; all without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l url -d 'The service [default: where the license came from]' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l custom-data -d 'Data for the service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-stop" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l device -d 'The folder of the device; what it remembers lies in its folder "store"' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l server-key -d 'The license server\'s public key, when it is not that of the device\'s PKI: the folder of its PKI, or 128 hex digits' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l at -d 'The device\'s time at the start, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l cacert -d 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l timeout -d 'How long a request may take: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l kid -d 'Key IDs whose licenses to delete; without any, only what is not answered yet is sent' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l url -d 'The service [default: where the license came from]' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l custom-data -d 'Data for the service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from secure-delete" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l url -d 'The service' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l program -d 'What the packager calls the program' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l system -d 'Protection systems: playready, widevine, common, or system IDs' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l keys-out -d 'Write the keys to a file for --keys, readable by its owner only' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l cacert -d 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l timeout -d 'How long a request may take: seconds, or 90s, 5min' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l force -d 'Replace the file of --keys-out'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l show-keys -d 'Print keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from packaging-data" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from list" -l device -d 'The folder of the device' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from list" -l at -d 'The device\'s time, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from list" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -l device -d 'The folder of the device' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -l at -d 'The device\'s time, such as 2026-11-22T10:00:00Z; now without it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -l reset -d 'Forget the latest time'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from clock" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "acquire" -d 'Get licenses for a file or a header, and store those that may be stored'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "acknowledge" -d 'Tell services that licenses are stored, as far as they asked for it'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "join" -d 'Join a domain, or renew the membership'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "leave" -d 'Leave a domain: its keys are deleted'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "play" -d 'Play a file for a while under the licenses of the store, or those in the file'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "meter" -d 'Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "secure-stop" -d 'Report sessions: those that play, were stopped, or ended in a crash'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "secure-delete" -d 'Delete licenses and tell their services. A message that is not answered is sent again by the next run'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "packaging-data" -d 'Ask for key IDs, keys and headers, as a packager does'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "clock" -d 'Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock cannot be rolled back; --reset forgets that time, for tests that go back on purpose'
complete -c boxlock -n "__fish_boxlock_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand demo" -l keep -d 'Keep the files in this folder, which must be new or empty: PKI, devices, media and the store of the service' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand demo" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand demo" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand demo" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand demo" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand demo" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand demo" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand explain" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand explain" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand explain" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand explain" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand explain" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c boxlock -n "__fish_boxlock_using_subcommand completions" -l progress -d 'How to show progress' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
bar\t'A bar'
json\t'One JSON object per line on stderr'
none\t'Nothing'"
complete -c boxlock -n "__fish_boxlock_using_subcommand completions" -l json -d 'Print one JSON document to stdout, and errors as JSON objects to stderr'
complete -c boxlock -n "__fish_boxlock_using_subcommand completions" -s q -l quiet -d 'Say nothing but errors'
complete -c boxlock -n "__fish_boxlock_using_subcommand completions" -s v -l verbose -d 'Say more'
complete -c boxlock -n "__fish_boxlock_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c boxlock -n "__fish_boxlock_using_subcommand completions" -s V -l version -d 'Print version'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "encrypt" -d 'CENC-encrypt an MP4'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "decrypt" -d 'Remove CENC encryption with known keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "recrypt" -d 'Change scheme or keys in one pass'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "batch" -d 'Encrypt a catalogue: many files in one command, resumable, on one machine or many'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "inspect" -d 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "diff" -d 'Compare what two headers, pssh boxes, licenses, certificate chains or protected files mean'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "pssh" -d 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "header" -d 'Make, check and convert PlayReady Objects and WRM headers'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "verify" -d 'Check packaged files against the rules that players rely on'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "key" -d 'Make, derive, check and convert keys and key IDs'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "pki" -d 'Make a certificate authority for tests: its own root, everything a license service needs, and devices. Nothing of it is trusted by real players, and no foreign device or root can be brought in'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "license" -d 'Make test licenses and open them, with no network and no server'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "serve" -d 'Run a PlayReady test service: RightsManager over SOAP, with the root, the keys and the store of a PKI folder. It ends in good order on SIGTERM and Ctrl-C'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "client" -d 'Be a client of a license service: every flow, with a device folder that remembers licenses, domains, counters and sessions'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "demo" -d 'Watch a purchase from start to end: packaging, payment, licenses, playback, a second device, a domain, an embedded license, metering, secure stop and secure delete. Everything runs on this machine, in a folder that is gone afterwards'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "explain" -d 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field; `wire` shows the bodies of all messages of the test service. Without CODE, list what is known'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt batch inspect diff pssh header verify key pki license serve client demo explain completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from batch" -f -a "run" -d 'Encrypt all titles that are not done yet'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from batch" -f -a "plan" -d 'Print what `run` would do, and stop at what cannot be done, before any work'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from batch" -f -a "status" -d 'Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pssh" -f -a "new" -d 'Make pssh boxes, one for each system, one after the other'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pssh" -f -a "list" -d 'List pssh boxes with their places and what they hold'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pssh" -f -a "add" -d 'Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pssh" -f -a "replace" -d 'Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same systems as the new ones'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pssh" -f -a "remove" -d 'Remove pssh boxes'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from header" -f -a "new" -d 'Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0, several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from header" -f -a "lint" -d 'Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a rule of severity error is broken. `boxlock explain RULE` says more about a rule'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from header" -f -a "convert" -d 'Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a form or version cannot hold is not dropped: the command fails and names it'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "new" -d 'Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a file for --keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "derive" -d 'Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with --show-keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "checksum" -d 'Print the PlayReady AESCTR checksum of keys, one per line'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "convert" -d 'Print key IDs in every form'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pki" -f -a "init" -d 'Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys. Only the owner can read it'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pki" -f -a "show" -d 'Show the public keys and certificates of a PKI, and what it revoked'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pki" -f -a "issue" -d 'Issue further certificates of a PKI and keep them in its folder'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pki" -f -a "device" -d 'Make, show and export test devices'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pki" -f -a "revoke" -d 'Revoke certificates: the PKI\'s lists get the digests and a next version, signed anew. A service of this PKI then refuses them'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from pki" -f -a "verify" -d 'Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels, expiry, digests, unknown objects, revocation. Exit code 1 when it is refused'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from license" -f -a "mint" -d 'Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it; licenses in a folder are called KID.xmr'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from license" -f -a "request" -d 'Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from license" -f -a "answer" -d 'Answer a license challenge without a server: check who sent it, make the licenses, sign the response'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from license" -f -a "open" -d 'Verify a license response as a strict client does, and open its licenses'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from license" -f -a "embed" -d 'Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file. A store with room (header new --empty-els) keeps its size'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from license" -f -a "extract" -d 'Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from license" -f -a "presets" -d 'List the policies of common scenarios, with what each sets'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "report" -d 'Print a report of a service\'s store, also while it runs'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "export" -d 'Write all reports of a service\'s store: JSON Lines to stdout, or one CSV file per report'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "audit" -d 'Look at the audit file of a service'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "domain" -d 'Renew domains and remove members, also while the service runs'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "acquire" -d 'Get licenses for a file or a header, and store those that may be stored'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "acknowledge" -d 'Tell services that licenses are stored, as far as they asked for it'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "join" -d 'Join a domain, or renew the membership'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "leave" -d 'Leave a domain: its keys are deleted'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "play" -d 'Play a file for a while under the licenses of the store, or those in the file'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "meter" -d 'Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "secure-stop" -d 'Report sessions: those that play, were stopped, or ended in a crash'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "secure-delete" -d 'Delete licenses and tell their services. A message that is not answered is sent again by the next run'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "packaging-data" -d 'Ask for key IDs, keys and headers, as a packager does'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "list" -d 'Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "clock" -d 'Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock cannot be rolled back; --reset forgets that time, for tests that go back on purpose'
