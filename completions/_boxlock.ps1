
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'boxlock' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'boxlock'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'boxlock' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('encrypt', 'encrypt', [CompletionResultType]::ParameterValue, 'CENC-encrypt an MP4')
            [CompletionResult]::new('decrypt', 'decrypt', [CompletionResultType]::ParameterValue, 'Remove CENC encryption with known keys')
            [CompletionResult]::new('recrypt', 'recrypt', [CompletionResultType]::ParameterValue, 'Change scheme or keys in one pass')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare what two headers, pssh boxes or protected files mean')
            [CompletionResult]::new('pssh', 'pssh', [CompletionResultType]::ParameterValue, 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew')
            [CompletionResult]::new('header', 'header', [CompletionResultType]::ParameterValue, 'Make, check and convert PlayReady Objects and WRM headers')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check packaged files against the rules that players rely on')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Make, derive, check and convert keys and key IDs')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field. Without CODE, list what is known')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;encrypt' {
            [CompletionResult]::new('--init', '--init', [CompletionResultType]::ParameterName, 'Init segment of INPUT, when INPUT is a media segment on its own')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to cipher with; the output does not depend on it')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Protection scheme')
            [CompletionResult]::new('--iv-size', '--iv-size', [CompletionResultType]::ParameterName, 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)')
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'DRM systems that get a pssh box: playready, widevine, common, or none')
            [CompletionResult]::new('--pssh', '--pssh', [CompletionResultType]::ParameterName, 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system')
            [CompletionResult]::new('--clear-track', '--clear-track', [CompletionResultType]::ParameterName, 'Leave a track clear')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto takes the lowest that can hold the rest')
            [CompletionResult]::new('--la-url', '--la-url', [CompletionResultType]::ParameterName, 'License acquisition URL, absolute')
            [CompletionResult]::new('--lui-url', '--lui-url', [CompletionResultType]::ParameterName, 'URL for license acquisition with user interface, absolute')
            [CompletionResult]::new('--ds-id', '--ds-id', [CompletionResultType]::ParameterName, 'Domain service ID, base64 of a GUID')
            [CompletionResult]::new('--custom-attributes', '--custom-attributes', [CompletionResultType]::ParameterName, 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form')
            [CompletionResult]::new('--license-requested', '--license-requested', [CompletionResultType]::ParameterName, 'Write LICENSEREQUESTED')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite OUTPUT')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Do everything but write OUTPUT')
            [CompletionResult]::new('--show-keys', '--show-keys', [CompletionResultType]::ParameterName, 'Show keys in the JSON report')
            [CompletionResult]::new('--merge-subsamples', '--merge-subsamples', [CompletionResultType]::ParameterName, 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing')
            [CompletionResult]::new('--on-demand', '--on-demand', [CompletionResultType]::ParameterName, 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;decrypt' {
            [CompletionResult]::new('--init', '--init', [CompletionResultType]::ParameterName, 'Init segment of INPUT, when INPUT is a media segment on its own')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to cipher with; the output does not depend on it')
            [CompletionResult]::new('--pattern-tail', '--pattern-tail', [CompletionResultType]::ParameterName, 'What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4, Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite OUTPUT')
            [CompletionResult]::new('--keep-pssh', '--keep-pssh', [CompletionResultType]::ParameterName, 'Leave pssh boxes in the file')
            [CompletionResult]::new('--allow-clear', '--allow-clear', [CompletionResultType]::ParameterName, 'Copy a file that has nothing to decrypt, instead of failing')
            [CompletionResult]::new('--ignore-checksum', '--ignore-checksum', [CompletionResultType]::ParameterName, 'Go on when a key contradicts the checksum in the PlayReady header')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;recrypt' {
            [CompletionResult]::new('--init', '--init', [CompletionResultType]::ParameterName, 'Init segment of INPUT, when INPUT is a media segment on its own')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to cipher with; the output does not depend on it')
            [CompletionResult]::new('--pattern-tail', '--pattern-tail', [CompletionResultType]::ParameterName, 'What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4, Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--old-key', '--old-key', [CompletionResultType]::ParameterName, 'A key that INPUT is encrypted with')
            [CompletionResult]::new('--old-keys', '--old-keys', [CompletionResultType]::ParameterName, 'Keys that INPUT is encrypted with, from a JSON file in the form of --keys')
            [CompletionResult]::new('--old-key-seed', '--old-key-seed', [CompletionResultType]::ParameterName, 'Derive the keys that INPUT is encrypted with from this key seed')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Protection scheme')
            [CompletionResult]::new('--iv-size', '--iv-size', [CompletionResultType]::ParameterName, 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)')
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'DRM systems that get a pssh box: playready, widevine, common, or none')
            [CompletionResult]::new('--pssh', '--pssh', [CompletionResultType]::ParameterName, 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system')
            [CompletionResult]::new('--clear-track', '--clear-track', [CompletionResultType]::ParameterName, 'Leave a track clear')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto takes the lowest that can hold the rest')
            [CompletionResult]::new('--la-url', '--la-url', [CompletionResultType]::ParameterName, 'License acquisition URL, absolute')
            [CompletionResult]::new('--lui-url', '--lui-url', [CompletionResultType]::ParameterName, 'URL for license acquisition with user interface, absolute')
            [CompletionResult]::new('--ds-id', '--ds-id', [CompletionResultType]::ParameterName, 'Domain service ID, base64 of a GUID')
            [CompletionResult]::new('--custom-attributes', '--custom-attributes', [CompletionResultType]::ParameterName, 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form')
            [CompletionResult]::new('--license-requested', '--license-requested', [CompletionResultType]::ParameterName, 'Write LICENSEREQUESTED')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite OUTPUT')
            [CompletionResult]::new('--ignore-checksum', '--ignore-checksum', [CompletionResultType]::ParameterName, 'Go on when a key contradicts the checksum in the PlayReady header')
            [CompletionResult]::new('--merge-subsamples', '--merge-subsamples', [CompletionResultType]::ParameterName, 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing')
            [CompletionResult]::new('--on-demand', '--on-demand', [CompletionResultType]::ParameterName, 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;inspect' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many samples of each track are shown')
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'Write a page for browsers that shows the same, with the bytes of the headers and maps of the samples')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Show everything: all fragments, long lists whole')
            [CompletionResult]::new('--samples', '--samples', [CompletionResultType]::ParameterName, 'Show the samples of each track: place, IV, key ID, clear and encrypted bytes, NAL units, OBUs or frames')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite the file of --html')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'Print the JSON Schema of the reports of --json')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;diff' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;pssh' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make pssh boxes, one for each system, one after the other')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List pssh boxes with their places and what they hold')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again')
            [CompletionResult]::new('replace', 'replace', [CompletionResultType]::ParameterValue, 'Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same systems as the new ones')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove pssh boxes')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;pssh;new' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'DRM systems: playready, widevine, common, or any UUID together with --data')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'How to print them')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told')
            [CompletionResult]::new('--pssh-version', '--pssh-version', [CompletionResultType]::ParameterName, 'Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The system''s data, instead of making it: a file, or base64')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto takes the lowest that can hold the rest')
            [CompletionResult]::new('--la-url', '--la-url', [CompletionResultType]::ParameterName, 'License acquisition URL, absolute')
            [CompletionResult]::new('--lui-url', '--lui-url', [CompletionResultType]::ParameterName, 'URL for license acquisition with user interface, absolute')
            [CompletionResult]::new('--ds-id', '--ds-id', [CompletionResultType]::ParameterName, 'Domain service ID, base64 of a GUID')
            [CompletionResult]::new('--custom-attributes', '--custom-attributes', [CompletionResultType]::ParameterName, 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form')
            [CompletionResult]::new('--license-requested', '--license-requested', [CompletionResultType]::ParameterName, 'Write LICENSEREQUESTED')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--on-demand', '--on-demand', [CompletionResultType]::ParameterName, 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;pssh;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;pssh;add' {
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'How to print boxes that were given alone')
            [CompletionResult]::new('--pssh', '--pssh', [CompletionResultType]::ParameterName, 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'DRM systems that boxes are made for, from --key or --data')
            [CompletionResult]::new('--pad', '--pad', [CompletionResultType]::ParameterName, 'See to it that this many bytes of free space follow the movie, so that later edits fit in place')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told')
            [CompletionResult]::new('--pssh-version', '--pssh-version', [CompletionResultType]::ParameterName, 'Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The system''s data, instead of making it: a file, or base64')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto takes the lowest that can hold the rest')
            [CompletionResult]::new('--la-url', '--la-url', [CompletionResultType]::ParameterName, 'License acquisition URL, absolute')
            [CompletionResult]::new('--lui-url', '--lui-url', [CompletionResultType]::ParameterName, 'URL for license acquisition with user interface, absolute')
            [CompletionResult]::new('--ds-id', '--ds-id', [CompletionResultType]::ParameterName, 'Domain service ID, base64 of a GUID')
            [CompletionResult]::new('--custom-attributes', '--custom-attributes', [CompletionResultType]::ParameterName, 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form')
            [CompletionResult]::new('--license-requested', '--license-requested', [CompletionResultType]::ParameterName, 'Write LICENSEREQUESTED')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole file is written anew and takes its name when it is finished')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite OUTPUT')
            [CompletionResult]::new('--moof', '--moof', [CompletionResultType]::ParameterName, 'Edit every fragment (moof) as well as the movie (moov)')
            [CompletionResult]::new('--on-demand', '--on-demand', [CompletionResultType]::ParameterName, 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;pssh;replace' {
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'How to print boxes that were given alone')
            [CompletionResult]::new('--pssh', '--pssh', [CompletionResultType]::ParameterName, 'The new pssh box, or what one is made from as for add: a file, or base64. Without it, a box is made for --system from --key or --data')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Replace the boxes of this DRM system: playready, widevine, common or a UUID')
            [CompletionResult]::new('--match', '--match', [CompletionResultType]::ParameterName, 'Replace the boxes that are the same as this one: a file, or base64')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told')
            [CompletionResult]::new('--pssh-version', '--pssh-version', [CompletionResultType]::ParameterName, 'Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The system''s data, instead of making it: a file, or base64')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto takes the lowest that can hold the rest')
            [CompletionResult]::new('--la-url', '--la-url', [CompletionResultType]::ParameterName, 'License acquisition URL, absolute')
            [CompletionResult]::new('--lui-url', '--lui-url', [CompletionResultType]::ParameterName, 'URL for license acquisition with user interface, absolute')
            [CompletionResult]::new('--ds-id', '--ds-id', [CompletionResultType]::ParameterName, 'Domain service ID, base64 of a GUID')
            [CompletionResult]::new('--custom-attributes', '--custom-attributes', [CompletionResultType]::ParameterName, 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form')
            [CompletionResult]::new('--license-requested', '--license-requested', [CompletionResultType]::ParameterName, 'Write LICENSEREQUESTED')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole file is written anew and takes its name when it is finished')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite OUTPUT')
            [CompletionResult]::new('--moof', '--moof', [CompletionResultType]::ParameterName, 'Edit every fragment (moof) as well as the movie (moov)')
            [CompletionResult]::new('--on-demand', '--on-demand', [CompletionResultType]::ParameterName, 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;pssh;remove' {
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'How to print boxes that were given alone')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Remove the boxes of these DRM systems: playready, widevine, common or a UUID')
            [CompletionResult]::new('--match', '--match', [CompletionResultType]::ParameterName, 'Remove the boxes that are the same as this one: a file, or base64')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole file is written anew and takes its name when it is finished')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite OUTPUT')
            [CompletionResult]::new('--moof', '--moof', [CompletionResultType]::ParameterName, 'Edit every fragment (moof) as well as the movie (moov)')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Remove every pssh box')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;pssh;help' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make pssh boxes, one for each system, one after the other')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List pssh boxes with their places and what they hold')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again')
            [CompletionResult]::new('replace', 'replace', [CompletionResultType]::ParameterValue, 'Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same systems as the new ones')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove pssh boxes')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;pssh;help;new' {
            break
        }
        'boxlock;pssh;help;list' {
            break
        }
        'boxlock;pssh;help;add' {
            break
        }
        'boxlock;pssh;help;replace' {
            break
        }
        'boxlock;pssh;help;remove' {
            break
        }
        'boxlock;pssh;help;help' {
            break
        }
        'boxlock;header' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0, several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a rule of severity error is broken. `boxlock explain RULE` says more about a rule')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a form or version cannot hold is not dropped: the command fails and names it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;header;new' {
            [CompletionResult]::new('--algid', '--algid', [CompletionResultType]::ParameterName, 'Cipher of the keys: AESCTR for cenc and cens, AESCBC for cbcs and cbc1')
            [CompletionResult]::new('--form', '--form', [CompletionResultType]::ParameterName, 'What to print: a pssh box, a PlayReady Object, or the WRM header alone (UTF-16LE)')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'How to print it; text is for the WRM header alone (UTF-8)')
            [CompletionResult]::new('--empty-els', '--empty-els', [CompletionResultType]::ParameterName, 'Add an empty embedded license store of this many bytes (10240 is usual), for files that clients may write licenses into')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto takes the lowest that can hold the rest')
            [CompletionResult]::new('--la-url', '--la-url', [CompletionResultType]::ParameterName, 'License acquisition URL, absolute')
            [CompletionResult]::new('--lui-url', '--lui-url', [CompletionResultType]::ParameterName, 'URL for license acquisition with user interface, absolute')
            [CompletionResult]::new('--ds-id', '--ds-id', [CompletionResultType]::ParameterName, 'Domain service ID, base64 of a GUID')
            [CompletionResult]::new('--custom-attributes', '--custom-attributes', [CompletionResultType]::ParameterName, 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form')
            [CompletionResult]::new('--license-requested', '--license-requested', [CompletionResultType]::ParameterName, 'Write LICENSEREQUESTED')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--on-demand', '--on-demand', [CompletionResultType]::ParameterName, 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;header;lint' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;header;convert' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Write the WRM header anew, for this version')
            [CompletionResult]::new('--form', '--form', [CompletionResultType]::ParameterName, 'What to print: a pssh box, a PlayReady Object, or the WRM header alone (UTF-16LE)')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'How to print it; text is for the WRM header alone (UTF-8)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;header;help' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0, several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a rule of severity error is broken. `boxlock explain RULE` says more about a rule')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a form or version cannot hold is not dropped: the command fails and names it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;header;help;new' {
            break
        }
        'boxlock;header;help;lint' {
            break
        }
        'boxlock;header;help;convert' {
            break
        }
        'boxlock;header;help;help' {
            break
        }
        'boxlock;verify' {
            [CompletionResult]::new('--init', '--init', [CompletionResultType]::ParameterName, 'Init segment, when the inputs are media segments on their own')
            [CompletionResult]::new('--pattern-tail', '--pattern-tail', [CompletionResultType]::ParameterName, 'What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4, Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail on warnings too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;key' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a file for --keys')
            [CompletionResult]::new('derive', 'derive', [CompletionResultType]::ParameterValue, 'Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with --show-keys')
            [CompletionResult]::new('checksum', 'checksum', [CompletionResultType]::ParameterValue, 'Print the PlayReady AESCTR checksum of keys, one per line')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Print key IDs in every form')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;key;new' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;key;derive' {
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'The key seed; "test" is the public test key seed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--show-keys', '--show-keys', [CompletionResultType]::ParameterName, 'Print the keys too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;key;checksum' {
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys that are not given')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;key;convert' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;key;help' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a file for --keys')
            [CompletionResult]::new('derive', 'derive', [CompletionResultType]::ParameterValue, 'Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with --show-keys')
            [CompletionResult]::new('checksum', 'checksum', [CompletionResultType]::ParameterValue, 'Print the PlayReady AESCTR checksum of keys, one per line')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Print key IDs in every form')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;key;help;new' {
            break
        }
        'boxlock;key;help;derive' {
            break
        }
        'boxlock;key;help;checksum' {
            break
        }
        'boxlock;key;help;convert' {
            break
        }
        'boxlock;key;help;help' {
            break
        }
        'boxlock;explain' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'boxlock;help' {
            [CompletionResult]::new('encrypt', 'encrypt', [CompletionResultType]::ParameterValue, 'CENC-encrypt an MP4')
            [CompletionResult]::new('decrypt', 'decrypt', [CompletionResultType]::ParameterValue, 'Remove CENC encryption with known keys')
            [CompletionResult]::new('recrypt', 'recrypt', [CompletionResultType]::ParameterValue, 'Change scheme or keys in one pass')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare what two headers, pssh boxes or protected files mean')
            [CompletionResult]::new('pssh', 'pssh', [CompletionResultType]::ParameterValue, 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew')
            [CompletionResult]::new('header', 'header', [CompletionResultType]::ParameterValue, 'Make, check and convert PlayReady Objects and WRM headers')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check packaged files against the rules that players rely on')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Make, derive, check and convert keys and key IDs')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field. Without CODE, list what is known')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;help;encrypt' {
            break
        }
        'boxlock;help;decrypt' {
            break
        }
        'boxlock;help;recrypt' {
            break
        }
        'boxlock;help;inspect' {
            break
        }
        'boxlock;help;diff' {
            break
        }
        'boxlock;help;pssh' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make pssh boxes, one for each system, one after the other')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List pssh boxes with their places and what they hold')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again')
            [CompletionResult]::new('replace', 'replace', [CompletionResultType]::ParameterValue, 'Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same systems as the new ones')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove pssh boxes')
            break
        }
        'boxlock;help;pssh;new' {
            break
        }
        'boxlock;help;pssh;list' {
            break
        }
        'boxlock;help;pssh;add' {
            break
        }
        'boxlock;help;pssh;replace' {
            break
        }
        'boxlock;help;pssh;remove' {
            break
        }
        'boxlock;help;header' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0, several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a rule of severity error is broken. `boxlock explain RULE` says more about a rule')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a form or version cannot hold is not dropped: the command fails and names it')
            break
        }
        'boxlock;help;header;new' {
            break
        }
        'boxlock;help;header;lint' {
            break
        }
        'boxlock;help;header;convert' {
            break
        }
        'boxlock;help;verify' {
            break
        }
        'boxlock;help;key' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a file for --keys')
            [CompletionResult]::new('derive', 'derive', [CompletionResultType]::ParameterValue, 'Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with --show-keys')
            [CompletionResult]::new('checksum', 'checksum', [CompletionResultType]::ParameterValue, 'Print the PlayReady AESCTR checksum of keys, one per line')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Print key IDs in every form')
            break
        }
        'boxlock;help;key;new' {
            break
        }
        'boxlock;help;key;derive' {
            break
        }
        'boxlock;help;key;checksum' {
            break
        }
        'boxlock;help;key;convert' {
            break
        }
        'boxlock;help;explain' {
            break
        }
        'boxlock;help;completions' {
            break
        }
        'boxlock;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
