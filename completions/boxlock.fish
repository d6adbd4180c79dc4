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
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "inspect" -d 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "diff" -d 'Compare what two headers, pssh boxes or protected files mean'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "pssh" -d 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "header" -d 'Make, check and convert PlayReady Objects and WRM headers'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "verify" -d 'Check packaged files against the rules that players rely on'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "key" -d 'Make, derive, check and convert keys and key IDs'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "explain" -d 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field. Without CODE, list what is known'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c boxlock -n "__fish_boxlock_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l init -d 'Init segment of INPUT, when INPUT is a media segment on its own' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l threads -d 'Threads to cipher with; the output does not depend on it' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l key -d 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l key-seed -d 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l keys -d 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}' -r -F
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l keys-env -d 'Read keys in the form of --keys from an environment variable' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l keys-fd -d 'Read keys in the form of --keys from an open file descriptor' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l scheme -d 'Protection scheme' -r -f -a "cenc\t''
cens\t''
cbc1\t''
cbcs\t''
piff\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l iv-size -d 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)' -r -f -a "8\t''
16\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l pattern -d 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l system -d 'DRM systems that get a pssh box: playready, widevine, common, or none' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l pssh -d 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l clear-track -d 'Leave a track clear' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l seed-rng -d 'Draw IVs from this number instead of the system\'s generator: the same output each time, for tests only' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand encrypt" -l wrm-version -d 'Version of the WRM header; auto takes the lowest that can hold the rest' -r -f -a "auto\t''
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
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l scheme -d 'Protection scheme' -r -f -a "cenc\t''
cens\t''
cbc1\t''
cbcs\t''
piff\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l iv-size -d 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)' -r -f -a "8\t''
16\t''"
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l pattern -d 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l system -d 'DRM systems that get a pssh box: playready, widevine, common, or none' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l pssh -d 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l clear-track -d 'Leave a track clear' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l seed-rng -d 'Draw IVs from this number instead of the system\'s generator: the same output each time, for tests only' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand recrypt" -l wrm-version -d 'Version of the WRM header; auto takes the lowest that can hold the rest' -r -f -a "auto\t''
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
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l limit -d 'How many samples of each track are shown' -r
complete -c boxlock -n "__fish_boxlock_using_subcommand inspect" -l html -d 'Write a page for browsers that shows the same, with the bytes of the headers and maps of the samples' -r -F
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
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from new" -l wrm-version -d 'Version of the WRM header; auto takes the lowest that can hold the rest' -r -f -a "auto\t''
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
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from add" -l wrm-version -d 'Version of the WRM header; auto takes the lowest that can hold the rest' -r -f -a "auto\t''
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
complete -c boxlock -n "__fish_boxlock_using_subcommand pssh; and __fish_seen_subcommand_from replace" -l wrm-version -d 'Version of the WRM header; auto takes the lowest that can hold the rest' -r -f -a "auto\t''
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
complete -c boxlock -n "__fish_boxlock_using_subcommand header; and __fish_seen_subcommand_from new" -l wrm-version -d 'Version of the WRM header; auto takes the lowest that can hold the rest' -r -f -a "auto\t''
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
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "encrypt" -d 'CENC-encrypt an MP4'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "decrypt" -d 'Remove CENC encryption with known keys'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "recrypt" -d 'Change scheme or keys in one pass'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "inspect" -d 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "diff" -d 'Compare what two headers, pssh boxes or protected files mean'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "pssh" -d 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "header" -d 'Make, check and convert PlayReady Objects and WRM headers'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "verify" -d 'Check packaged files against the rules that players rely on'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "key" -d 'Make, derive, check and convert keys and key IDs'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "explain" -d 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field. Without CODE, list what is known'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c boxlock -n "__fish_boxlock_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt recrypt inspect diff pssh header verify key explain completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
