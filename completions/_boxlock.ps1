
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
            [CompletionResult]::new('batch', 'batch', [CompletionResultType]::ParameterValue, 'Encrypt a catalogue: many files in one command, resumable, on one machine or many')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare what two headers, pssh boxes, licenses, certificate chains or protected files mean')
            [CompletionResult]::new('pssh', 'pssh', [CompletionResultType]::ParameterValue, 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew')
            [CompletionResult]::new('header', 'header', [CompletionResultType]::ParameterValue, 'Make, check and convert PlayReady Objects and WRM headers')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check packaged files against the rules that players rely on')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Make, derive, check and convert keys and key IDs')
            [CompletionResult]::new('pki', 'pki', [CompletionResultType]::ParameterValue, 'Make a certificate authority for tests: its own root, everything a license service needs, and devices. Nothing of it is trusted by real players, and no foreign device or root can be brought in')
            [CompletionResult]::new('license', 'license', [CompletionResultType]::ParameterValue, 'Make test licenses and open them, with no network and no server')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run a PlayReady test service: RightsManager over SOAP, with the root, the keys and the store of a PKI folder. It ends in good order on SIGTERM and Ctrl-C')
            [CompletionResult]::new('client', 'client', [CompletionResultType]::ParameterValue, 'Be a client of a license service: every flow, with a device folder that remembers licenses, domains, counters and sessions')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Watch a purchase from start to end: packaging, payment, licenses, playback, a second device, a domain, an embedded license, metering, secure stop and secure delete. Everything runs on this machine, in a folder that is gone afterwards')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field; `wire` shows the bodies of all messages of the test service. Without CODE, list what is known')
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
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Protection scheme; cenc unless given')
            [CompletionResult]::new('--iv-size', '--iv-size', [CompletionResultType]::ParameterName, 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)')
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none')
            [CompletionResult]::new('--pssh', '--pssh', [CompletionResultType]::ParameterName, 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system')
            [CompletionResult]::new('--clear-track', '--clear-track', [CompletionResultType]::ParameterName, 'Leave a track clear')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest')
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
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device that opens the licenses')
            [CompletionResult]::new('--license', '--license', [CompletionResultType]::ParameterName, 'Take keys from a license response or license file, opened by the device as a strict client does')
            [CompletionResult]::new('--domain-keys', '--domain-keys', [CompletionResultType]::ParameterName, 'Take keys of domains from here too, beside those that --device has joined: the folder of a device that is a member (or its store/state.json), or of a PKI with domains of "pki issue domain"')
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
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Protection scheme; cenc unless given')
            [CompletionResult]::new('--iv-size', '--iv-size', [CompletionResultType]::ParameterName, 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)')
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none')
            [CompletionResult]::new('--pssh', '--pssh', [CompletionResultType]::ParameterName, 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system')
            [CompletionResult]::new('--clear-track', '--clear-track', [CompletionResultType]::ParameterName, 'Leave a track clear')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest')
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
        'boxlock;batch' {
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
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Encrypt all titles that are not done yet')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Print what `run` would do, and stop at what cannot be done, before any work')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;batch;run' {
            [CompletionResult]::new('--in', '--in', [CompletionResultType]::ParameterName, 'Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input''s name; {dir} are the folders below the part of GLOB without wildcards')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the job list; recognised unless given')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that all outputs lie below')
            [CompletionResult]::new('--shard', '--shard', [CompletionResultType]::ParameterName, 'Take one part of the titles, split evenly by size: I/N with I from 1, or auto for what the environment of an array job says (Kubernetes Indexed Job, AWS Batch, Slurm, Google Batch)')
            [CompletionResult]::new('--shards', '--shards', [CompletionResultType]::ParameterName, 'How many parts there are, where the environment does not tell or tells otherwise')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Protection scheme; cenc unless given')
            [CompletionResult]::new('--iv-size', '--iv-size', [CompletionResultType]::ParameterName, 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)')
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none')
            [CompletionResult]::new('--pssh', '--pssh', [CompletionResultType]::ParameterName, 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system')
            [CompletionResult]::new('--clear-track', '--clear-track', [CompletionResultType]::ParameterName, 'Leave a track clear')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest')
            [CompletionResult]::new('--la-url', '--la-url', [CompletionResultType]::ParameterName, 'License acquisition URL, absolute')
            [CompletionResult]::new('--lui-url', '--lui-url', [CompletionResultType]::ParameterName, 'URL for license acquisition with user interface, absolute')
            [CompletionResult]::new('--ds-id', '--ds-id', [CompletionResultType]::ParameterName, 'Domain service ID, base64 of a GUID')
            [CompletionResult]::new('--custom-attributes', '--custom-attributes', [CompletionResultType]::ParameterName, 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form')
            [CompletionResult]::new('--license-requested', '--license-requested', [CompletionResultType]::ParameterName, 'Write LICENSEREQUESTED')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Titles in flight; as many as there are threads unless given')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to cipher with, shared by all titles')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Try a title again, after pauses that double, when files or services fail (exit codes 7 and 8)')
            [CompletionResult]::new('--hash', '--hash', [CompletionResultType]::ParameterName, 'How to hash outputs, for the ledger and the report: xxh128 costs next to nothing, sha256 about as much again as encryption')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write one JSON object per title, also for those that were done before; a file of that name is replaced')
            [CompletionResult]::new('--keys-out', '--keys-out', [CompletionResultType]::ParameterName, 'Add the keys of all titles to a JSON file that --keys reads and only its owner may read. With --shard, .I-of-N is put into its name')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace outputs that no ledger knows')
            [CompletionResult]::new('--check-hashes', '--check-hashes', [CompletionResultType]::ParameterName, 'Hash finished outputs again instead of looking at their sizes')
            [CompletionResult]::new('--merge-subsamples', '--merge-subsamples', [CompletionResultType]::ParameterName, 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing')
            [CompletionResult]::new('--on-demand', '--on-demand', [CompletionResultType]::ParameterName, 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'Go on after a title has failed. Without this, no further title is begun; those in flight are finished')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Fail when another run works with the same ledger, instead of waiting for it to end')
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
        'boxlock;batch;plan' {
            [CompletionResult]::new('--in', '--in', [CompletionResultType]::ParameterName, 'Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input''s name; {dir} are the folders below the part of GLOB without wildcards')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the job list; recognised unless given')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that all outputs lie below')
            [CompletionResult]::new('--shard', '--shard', [CompletionResultType]::ParameterName, 'Take one part of the titles, split evenly by size: I/N with I from 1, or auto for what the environment of an array job says (Kubernetes Indexed Job, AWS Batch, Slurm, Google Batch)')
            [CompletionResult]::new('--shards', '--shards', [CompletionResultType]::ParameterName, 'How many parts there are, where the environment does not tell or tells otherwise')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Protection scheme; cenc unless given')
            [CompletionResult]::new('--iv-size', '--iv-size', [CompletionResultType]::ParameterName, 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)')
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none')
            [CompletionResult]::new('--pssh', '--pssh', [CompletionResultType]::ParameterName, 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system')
            [CompletionResult]::new('--clear-track', '--clear-track', [CompletionResultType]::ParameterName, 'Leave a track clear')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only')
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest')
            [CompletionResult]::new('--la-url', '--la-url', [CompletionResultType]::ParameterName, 'License acquisition URL, absolute')
            [CompletionResult]::new('--lui-url', '--lui-url', [CompletionResultType]::ParameterName, 'URL for license acquisition with user interface, absolute')
            [CompletionResult]::new('--ds-id', '--ds-id', [CompletionResultType]::ParameterName, 'Domain service ID, base64 of a GUID')
            [CompletionResult]::new('--custom-attributes', '--custom-attributes', [CompletionResultType]::ParameterName, 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form')
            [CompletionResult]::new('--license-requested', '--license-requested', [CompletionResultType]::ParameterName, 'Write LICENSEREQUESTED')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace outputs that no ledger knows')
            [CompletionResult]::new('--check-hashes', '--check-hashes', [CompletionResultType]::ParameterName, 'Hash finished outputs again instead of looking at their sizes')
            [CompletionResult]::new('--merge-subsamples', '--merge-subsamples', [CompletionResultType]::ParameterName, 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing')
            [CompletionResult]::new('--on-demand', '--on-demand', [CompletionResultType]::ParameterName, 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'Print the JSON Schema of job lists, and nothing else')
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
        'boxlock;batch;status' {
            [CompletionResult]::new('--in', '--in', [CompletionResultType]::ParameterName, 'Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input''s name; {dir} are the folders below the part of GLOB without wildcards')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the job list; recognised unless given')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that all outputs lie below')
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
        'boxlock;batch;help' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Encrypt all titles that are not done yet')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Print what `run` would do, and stop at what cannot be done, before any work')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;batch;help;run' {
            break
        }
        'boxlock;batch;help;plan' {
            break
        }
        'boxlock;batch;help;status' {
            break
        }
        'boxlock;batch;help;help' {
            break
        }
        'boxlock;inspect' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many samples of each track are shown')
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'Write a page for browsers that shows the same, with the bytes of the headers and maps of the samples')
            [CompletionResult]::new('--pki', '--pki', [CompletionResultType]::ParameterName, 'Decrypt the client''s part of a challenge with the key of this PKI''s license server')
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
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest')
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
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest')
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
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest')
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
            [CompletionResult]::new('--wrm-version', '--wrm-version', [CompletionResultType]::ParameterName, 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest')
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
        'boxlock;pki' {
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
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys. Only the owner can read it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the public keys and certificates of a PKI, and what it revoked')
            [CompletionResult]::new('issue', 'issue', [CompletionResultType]::ParameterValue, 'Issue further certificates of a PKI and keep them in its folder')
            [CompletionResult]::new('device', 'device', [CompletionResultType]::ParameterValue, 'Make, show and export test devices')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke certificates: the PKI''s lists get the digests and a next version, signed anew. A service of this PKI then refuses them')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels, expiry, digests, unknown objects, revocation. Exit code 1 when it is refused')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;pki;init' {
            [CompletionResult]::new('--organization', '--organization', [CompletionResultType]::ParameterName, 'Who the certificates say they are from')
            [CompletionResult]::new('--metering-url', '--metering-url', [CompletionResultType]::ParameterName, 'Where clients send metering reports, for the metering certificate')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'For tests of boxlock itself: keys that anybody can compute')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a PKI that is there; its devices and licenses are worthless then')
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
        'boxlock;pki;show' {
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
        'boxlock;pki;issue' {
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
            [CompletionResult]::new('metering', 'metering', [CompletionResultType]::ParameterValue, 'Issue a metering certificate: reports and secure stops of its metering id are encrypted to it')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Issue a certificate of one revision of a domain')
            [CompletionResult]::new('response-signer', 'response-signer', [CompletionResultType]::ParameterValue, 'Issue a certificate that signs license responses. It is used from then on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;pki;issue;metering' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The stem of its files in the folder')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'For tests of boxlock itself: keys that anybody can compute')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The metering id, 16 bytes as hexadecimal digits or base64; drawn when absent')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where clients send reports')
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
        'boxlock;pki;issue;domain' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The stem of its files in the folder')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'For tests of boxlock itself: keys that anybody can compute')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, 16 bytes as hexadecimal digits or base64; drawn when absent')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service, 16 bytes as hexadecimal digits or base64; drawn when absent')
            [CompletionResult]::new('--revision', '--revision', [CompletionResultType]::ParameterName, 'The revision of the domain''s key')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where clients join')
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
        'boxlock;pki;issue;response-signer' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The stem of its files in the folder')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'For tests of boxlock itself: keys that anybody can compute')
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
        'boxlock;pki;issue;help' {
            [CompletionResult]::new('metering', 'metering', [CompletionResultType]::ParameterValue, 'Issue a metering certificate: reports and secure stops of its metering id are encrypted to it')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Issue a certificate of one revision of a domain')
            [CompletionResult]::new('response-signer', 'response-signer', [CompletionResultType]::ParameterValue, 'Issue a certificate that signs license responses. It is used from then on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;pki;issue;help;metering' {
            break
        }
        'boxlock;pki;issue;help;domain' {
            break
        }
        'boxlock;pki;issue;help;response-signer' {
            break
        }
        'boxlock;pki;issue;help;help' {
            break
        }
        'boxlock;pki;device' {
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
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a folder with a new device: its chain under the PKI''s root and its keys. Only the owner can read it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a device')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the device file that independent clients load. It holds the private keys')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;pki;device;new' {
            [CompletionResult]::new('--level', '--level', [CompletionResultType]::ParameterName, 'Security level')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Type of the certificate; services may count computers (pc) apart from other devices')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Model name in the certificate')
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'Features, separated by commas or given again: aescbc and aescbcs, which the device announces in challenges, and secureclock, antirollback, revocation, playready3, receiver, transmitter and others, which its certificate has. Without any of the latter it has secureclock, revocation and playready3')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'When the certificate expires (RFC 3339), or never')
            [CompletionResult]::new('--hardware-id', '--hardware-id', [CompletionResultType]::ParameterName, 'A hardware id, as text, for the signed extended data of the certificate')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'For tests of boxlock itself: keys that anybody can compute')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a device that is there')
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
        'boxlock;pki;device;show' {
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
        'boxlock;pki;device;export' {
            [CompletionResult]::new('--prd', '--prd', [CompletionResultType]::ParameterName, 'Version of the file: 2 has the device''s keys, 3 also its group''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite the file')
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
        'boxlock;pki;device;help' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a folder with a new device: its chain under the PKI''s root and its keys. Only the owner can read it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a device')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the device file that independent clients load. It holds the private keys')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;pki;device;help;new' {
            break
        }
        'boxlock;pki;device;help;show' {
            break
        }
        'boxlock;pki;device;help;export' {
            break
        }
        'boxlock;pki;device;help;help' {
            break
        }
        'boxlock;pki;revoke' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the lists as the RevInfo element of responses (XML) to a file, or - for stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the lists as the RevInfo element of responses (XML) to a file, or - for stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite the file of -o')
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
        'boxlock;pki;verify' {
            [CompletionResult]::new('--pki', '--pki', [CompletionResultType]::ParameterName, 'The folder that pki init made')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'What the leaf must be; by default what its type is for')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'When (RFC 3339); by default now')
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
        'boxlock;pki;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys. Only the owner can read it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the public keys and certificates of a PKI, and what it revoked')
            [CompletionResult]::new('issue', 'issue', [CompletionResultType]::ParameterValue, 'Issue further certificates of a PKI and keep them in its folder')
            [CompletionResult]::new('device', 'device', [CompletionResultType]::ParameterValue, 'Make, show and export test devices')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke certificates: the PKI''s lists get the digests and a next version, signed anew. A service of this PKI then refuses them')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels, expiry, digests, unknown objects, revocation. Exit code 1 when it is refused')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;pki;help;init' {
            break
        }
        'boxlock;pki;help;show' {
            break
        }
        'boxlock;pki;help;issue' {
            [CompletionResult]::new('metering', 'metering', [CompletionResultType]::ParameterValue, 'Issue a metering certificate: reports and secure stops of its metering id are encrypted to it')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Issue a certificate of one revision of a domain')
            [CompletionResult]::new('response-signer', 'response-signer', [CompletionResultType]::ParameterValue, 'Issue a certificate that signs license responses. It is used from then on')
            break
        }
        'boxlock;pki;help;issue;metering' {
            break
        }
        'boxlock;pki;help;issue;domain' {
            break
        }
        'boxlock;pki;help;issue;response-signer' {
            break
        }
        'boxlock;pki;help;device' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a folder with a new device: its chain under the PKI''s root and its keys. Only the owner can read it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a device')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the device file that independent clients load. It holds the private keys')
            break
        }
        'boxlock;pki;help;device;new' {
            break
        }
        'boxlock;pki;help;device;show' {
            break
        }
        'boxlock;pki;help;device;export' {
            break
        }
        'boxlock;pki;help;revoke' {
            break
        }
        'boxlock;pki;help;verify' {
            break
        }
        'boxlock;pki;help;help' {
            break
        }
        'boxlock;license' {
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
            [CompletionResult]::new('mint', 'mint', [CompletionResultType]::ParameterValue, 'Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it; licenses in a folder are called KID.xmr')
            [CompletionResult]::new('request', 'request', [CompletionResultType]::ParameterValue, 'Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server')
            [CompletionResult]::new('answer', 'answer', [CompletionResultType]::ParameterValue, 'Answer a license challenge without a server: check who sent it, make the licenses, sign the response')
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Verify a license response as a strict client does, and open its licenses')
            [CompletionResult]::new('embed', 'embed', [CompletionResultType]::ParameterValue, 'Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file. A store with room (header new --empty-els) keeps its size')
            [CompletionResult]::new('extract', 'extract', [CompletionResultType]::ParameterValue, 'Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr')
            [CompletionResult]::new('presets', 'presets', [CompletionResultType]::ParameterValue, 'List the policies of common scenarios, with what each sets')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;license;mint' {
            [CompletionResult]::new('--pki', '--pki', [CompletionResultType]::ParameterName, 'The PKI folder that the device belongs to')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Bind the licenses to this device: its folder, or a certificate chain; to a domain, when the chain is of a domain')
            [CompletionResult]::new('--kid', '--kid', [CompletionResultType]::ParameterName, 'Key IDs: UUID, 32 hex digits or guid:BASE64. Without any: those of --key and --keys')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where to write: a file, - for stdout, a folder, or a name with {kid} in it')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where to write: a file, - for stdout, a folder, or a name with {kid} in it')
            [CompletionResult]::new('--nonce', '--nonce', [CompletionResultType]::ParameterName, 'The nonce of the request that the licenses answer: 32 hex digits')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Time of issue, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--cipher', '--cipher', [CompletionResultType]::ParameterName, 'How content keys are encrypted: ECC-256 (3), or ECC-256 with KZ (4)')
            [CompletionResult]::new('--seed-rng', '--seed-rng', [CompletionResultType]::ParameterName, 'For tests of boxlock itself: licenses that repeat')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Read the policy from a TOML or JSON file, - for stdin')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Take the policy of a scenario; "boxlock license presets" lists them')
            [CompletionResult]::new('--cfg', '--cfg', [CompletionResultType]::ParameterName, 'Read the policy as test servers do: ''(sl:2000,persist:true),(…)'', or cfg=…, cfg64=…, json=[…], or Name=value&Name=value')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace files that are there')
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
        'boxlock;license;request' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The content''s PlayReady header: an MP4 file, a header in any form, - for stdin, or the value itself')
            [CompletionResult]::new('--server-key', '--server-key', [CompletionResultType]::ParameterName, 'The license server''s public key: the folder of its PKI, or 128 hex digits')
            [CompletionResult]::new('--custom-data', '--custom-data', [CompletionResultType]::ParameterName, 'Data for the service')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Certificate chains of domains that the device has joined')
            [CompletionResult]::new('--client-version', '--client-version', [CompletionResultType]::ParameterName, 'Version of the client''s software')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The client''s time, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where to write the challenge: a file, or - for stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where to write the challenge: a file, or - for stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a file that is there')
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
        'boxlock;license;answer' {
            [CompletionResult]::new('--pki', '--pki', [CompletionResultType]::ParameterName, 'The PKI folder of the license server')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Time of the answer, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where to write the response: a file, or - for stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where to write the response: a file, or - for stdout')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Read the policy from a TOML or JSON file, - for stdin')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Take the policy of a scenario; "boxlock license presets" lists them')
            [CompletionResult]::new('--cfg', '--cfg', [CompletionResultType]::ParameterName, 'Read the policy as test servers do: ''(sl:2000,persist:true),(…)'', or cfg=…, cfg64=…, json=[…], or Name=value&Name=value')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--custom-data-queries', '--custom-data-queries', [CompletionResultType]::ParameterName, 'Obey queries in the challenge''s custom data (json=, cfg=, cfg64=) as test servers do')
            [CompletionResult]::new('--sign-persistent-only', '--sign-persistent-only', [CompletionResultType]::ParameterName, 'Sign only responses with licenses that may be stored; others are signed too without this')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a file that is there')
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
        'boxlock;license;open' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--domain-keys', '--domain-keys', [CompletionResultType]::ParameterName, 'Take keys of domains from here too, beside those that --device has joined: the folder of a device that is a member (or its store/state.json), or of a PKI with domains of "pki issue domain"')
            [CompletionResult]::new('--challenge', '--challenge', [CompletionResultType]::ParameterName, 'The challenge that it must answer')
            [CompletionResult]::new('--keys-out', '--keys-out', [CompletionResultType]::ParameterName, 'Write the keys to a file for --keys, readable by its owner only')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--partial', '--partial', [CompletionResultType]::ParameterName, 'Go on when only some of the licenses open')
            [CompletionResult]::new('--show-keys', '--show-keys', [CompletionResultType]::ParameterName, 'Print keys')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the file of --keys-out')
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
        'boxlock;license;embed' {
            [CompletionResult]::new('--license', '--license', [CompletionResultType]::ParameterName, 'The licenses, minted with embed = true')
            [CompletionResult]::new('--form', '--form', [CompletionResultType]::ParameterName, 'What to print: a pssh box, or the PlayReady Object in it')
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
        'boxlock;license;extract' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The folder to write to; without it, what the licenses allow is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The folder to write to; without it, what the licenses allow is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace files that are there')
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
        'boxlock;license;presets' {
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
        'boxlock;license;help' {
            [CompletionResult]::new('mint', 'mint', [CompletionResultType]::ParameterValue, 'Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it; licenses in a folder are called KID.xmr')
            [CompletionResult]::new('request', 'request', [CompletionResultType]::ParameterValue, 'Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server')
            [CompletionResult]::new('answer', 'answer', [CompletionResultType]::ParameterValue, 'Answer a license challenge without a server: check who sent it, make the licenses, sign the response')
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Verify a license response as a strict client does, and open its licenses')
            [CompletionResult]::new('embed', 'embed', [CompletionResultType]::ParameterValue, 'Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file. A store with room (header new --empty-els) keeps its size')
            [CompletionResult]::new('extract', 'extract', [CompletionResultType]::ParameterValue, 'Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr')
            [CompletionResult]::new('presets', 'presets', [CompletionResultType]::ParameterValue, 'List the policies of common scenarios, with what each sets')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;license;help;mint' {
            break
        }
        'boxlock;license;help;request' {
            break
        }
        'boxlock;license;help;answer' {
            break
        }
        'boxlock;license;help;open' {
            break
        }
        'boxlock;license;help;embed' {
            break
        }
        'boxlock;license;help;extract' {
            break
        }
        'boxlock;license;help;presets' {
            break
        }
        'boxlock;license;help;help' {
            break
        }
        'boxlock;serve' {
            [CompletionResult]::new('--pki', '--pki', [CompletionResultType]::ParameterName, 'The PKI folder of the service')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Address and port; port 0 picks one')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where to store what must not be lost: sqlite:FILE, sqlite::memory: or postgres://USER@HOST/DATABASE [default: service.db in the PKI folder]')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'The audit file, or none [default: beside the SQLite file; none otherwise]')
            [CompletionResult]::new('--services', '--services', [CompletionResultType]::ParameterName, 'Services, their keys, policies and rules, from a TOML file; without it, one that behaves as the public test server')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed')
            [CompletionResult]::new('--key-seed', '--key-seed', [CompletionResultType]::ParameterName, 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}')
            [CompletionResult]::new('--keys-env', '--keys-env', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an environment variable')
            [CompletionResult]::new('--keys-fd', '--keys-fd', [CompletionResultType]::ParameterName, 'Read keys in the form of --keys from an open file descriptor')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Serve HTTPS with a certificate made for this machine, kept in the PKI folder')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'Serve HTTPS with this certificate chain (PEM)')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Private key of --tls-cert (PEM)')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'Requests per second that an address may make, twice as many at once; more get 429 [default: any number]')
            [CompletionResult]::new('--max-connections', '--max-connections', [CompletionResultType]::ParameterName, 'Connections at a time; more get 503')
            [CompletionResult]::new('--workers', '--workers', [CompletionResultType]::ParameterName, 'Requests at work at a time; eight times as many may wait, more get 503')
            [CompletionResult]::new('--log', '--log', [CompletionResultType]::ParameterName, 'Form of the log on stderr')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'Recognise devices by their signing key: those that `boxlock pki device new` made under this PKI. Clients that encrypt to another license server, as unmodified ones do, can be served then')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document to stdout, and errors as JSON objects to stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Print a report of a service''s store, also while it runs')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all reports of a service''s store: JSON Lines to stdout, or one CSV file per report')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Look at the audit file of a service')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Renew domains and remove members, also while the service runs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;serve;report' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:FILE or postgres://USER@HOST/DATABASE')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--csv', '--csv', [CompletionResultType]::ParameterName, 'Print CSV instead of columns')
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
        'boxlock;serve;export' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:FILE or postgres://USER@HOST/DATABASE')
            [CompletionResult]::new('--csv', '--csv', [CompletionResultType]::ParameterName, 'Write CSV files into this folder')
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
        'boxlock;serve;audit' {
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
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end shows only against the store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;serve;audit;verify' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store of the service, which knows the end of the file: sqlite:FILE or postgres://USER@HOST/DATABASE')
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
        'boxlock;serve;audit;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end shows only against the store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;serve;audit;help;verify' {
            break
        }
        'boxlock;serve;audit;help;help' {
            break
        }
        'boxlock;serve;domain' {
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
            [CompletionResult]::new('renew', 'renew', [CompletionResultType]::ParameterValue, 'Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a device from a domain. Its requests are refused until it joins anew, and its place is free')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;serve;domain;renew' {
            [CompletionResult]::new('--pki', '--pki', [CompletionResultType]::ParameterName, 'The PKI folder of the service')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store of the service: sqlite:FILE or postgres://USER@HOST/DATABASE [default: service.db in the PKI folder]')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'The audit file that the change is recorded in, or none [default: that beside the SQLite file, if there is one]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account of the domain: a GUID, or base64 of one as in messages')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service of the domain: a GUID, or base64 of one as in DS_ID')
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
        'boxlock;serve;domain;remove' {
            [CompletionResult]::new('--pki', '--pki', [CompletionResultType]::ParameterName, 'The PKI folder of the service')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store of the service: sqlite:FILE or postgres://USER@HOST/DATABASE [default: service.db in the PKI folder]')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'The audit file that the change is recorded in, or none [default: that beside the SQLite file, if there is one]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account of the domain: a GUID, or base64 of one as in messages')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service of the domain: a GUID, or base64 of one as in DS_ID')
            [CompletionResult]::new('--client', '--client', [CompletionResultType]::ParameterName, 'The device, as reports name it: 64 hexadecimal digits')
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
        'boxlock;serve;domain;help' {
            [CompletionResult]::new('renew', 'renew', [CompletionResultType]::ParameterValue, 'Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a device from a domain. Its requests are refused until it joins anew, and its place is free')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;serve;domain;help;renew' {
            break
        }
        'boxlock;serve;domain;help;remove' {
            break
        }
        'boxlock;serve;domain;help;help' {
            break
        }
        'boxlock;serve;help' {
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Print a report of a service''s store, also while it runs')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all reports of a service''s store: JSON Lines to stdout, or one CSV file per report')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Look at the audit file of a service')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Renew domains and remove members, also while the service runs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;serve;help;report' {
            break
        }
        'boxlock;serve;help;export' {
            break
        }
        'boxlock;serve;help;audit' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end shows only against the store')
            break
        }
        'boxlock;serve;help;audit;verify' {
            break
        }
        'boxlock;serve;help;domain' {
            [CompletionResult]::new('renew', 'renew', [CompletionResultType]::ParameterValue, 'Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a device from a domain. Its requests are refused until it joins anew, and its place is free')
            break
        }
        'boxlock;serve;help;domain;renew' {
            break
        }
        'boxlock;serve;help;domain;remove' {
            break
        }
        'boxlock;serve;help;help' {
            break
        }
        'boxlock;client' {
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
            [CompletionResult]::new('acquire', 'acquire', [CompletionResultType]::ParameterValue, 'Get licenses for a file or a header, and store those that may be stored')
            [CompletionResult]::new('acknowledge', 'acknowledge', [CompletionResultType]::ParameterValue, 'Tell services that licenses are stored, as far as they asked for it')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Join a domain, or renew the membership')
            [CompletionResult]::new('leave', 'leave', [CompletionResultType]::ParameterValue, 'Leave a domain: its keys are deleted')
            [CompletionResult]::new('play', 'play', [CompletionResultType]::ParameterValue, 'Play a file for a while under the licenses of the store, or those in the file')
            [CompletionResult]::new('meter', 'meter', [CompletionResultType]::ParameterValue, 'Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once')
            [CompletionResult]::new('secure-stop', 'secure-stop', [CompletionResultType]::ParameterValue, 'Report sessions: those that play, were stopped, or ended in a crash')
            [CompletionResult]::new('secure-delete', 'secure-delete', [CompletionResultType]::ParameterValue, 'Delete licenses and tell their services. A message that is not answered is sent again by the next run')
            [CompletionResult]::new('packaging-data', 'packaging-data', [CompletionResultType]::ParameterValue, 'Ask for key IDs, keys and headers, as a packager does')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet')
            [CompletionResult]::new('clock', 'clock', [CompletionResultType]::ParameterValue, 'Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock cannot be rolled back; --reset forgets that time, for tests that go back on purpose')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;client;acquire' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device; what it remembers lies in its folder "store"')
            [CompletionResult]::new('--server-key', '--server-key', [CompletionResultType]::ParameterName, 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take: seconds, or 90s, 5min')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The license server; without it, the LA_URL of the header')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The content''s PlayReady header: a file, a header in any form, - for stdin, or the value itself')
            [CompletionResult]::new('--custom-data', '--custom-data', [CompletionResultType]::ParameterName, 'Data for the service')
            [CompletionResult]::new('--keys-out', '--keys-out', [CompletionResultType]::ParameterName, 'Write the keys to a file for --keys, readable by its owner only')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--join', '--join', [CompletionResultType]::ParameterName, 'Join or renew a domain when the service asks for it')
            [CompletionResult]::new('--acknowledge', '--acknowledge', [CompletionResultType]::ParameterName, 'Tell the service at once that the licenses are stored, when it asks for that')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the file of --keys-out')
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
        'boxlock;client;acknowledge' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device; what it remembers lies in its folder "store"')
            [CompletionResult]::new('--server-key', '--server-key', [CompletionResultType]::ParameterName, 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take: seconds, or 90s, 5min')
            [CompletionResult]::new('--transaction', '--transaction', [CompletionResultType]::ParameterName, 'Only this transaction')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The service [default: where the license came from]')
            [CompletionResult]::new('--custom-data', '--custom-data', [CompletionResultType]::ParameterName, 'Data for the service')
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
        'boxlock;client;join' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device; what it remembers lies in its folder "store"')
            [CompletionResult]::new('--server-key', '--server-key', [CompletionResultType]::ParameterName, 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take: seconds, or 90s, 5min')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The domain controller')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account: a GUID, or base64 of its bytes')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service, the DS_ID of headers: a GUID, or base64 of its bytes')
            [CompletionResult]::new('--friendly-name', '--friendly-name', [CompletionResultType]::ParameterName, 'What the owner calls the device [default: its name]')
            [CompletionResult]::new('--custom-data', '--custom-data', [CompletionResultType]::ParameterName, 'Data for the service')
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
        'boxlock;client;leave' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device; what it remembers lies in its folder "store"')
            [CompletionResult]::new('--server-key', '--server-key', [CompletionResultType]::ParameterName, 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take: seconds, or 90s, 5min')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account: a GUID, or base64 of its bytes')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service, when the device is in domains of several with this account')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The domain controller [default: where the device joined]')
            [CompletionResult]::new('--custom-data', '--custom-data', [CompletionResultType]::ParameterName, 'Data for the service')
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
        'boxlock;client;play' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device; what it remembers lies in its folder "store"')
            [CompletionResult]::new('--server-key', '--server-key', [CompletionResultType]::ParameterName, 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take: seconds, or 90s, 5min')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'How long: seconds, or 90s, 5min')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'An output that the player is connected to, with the protections that are on: digital-video, compressed-video, analog-video, digital-audio or compressed-audio, and +hdcp, +hdcp-type-1, +scms or +cgms-a, such as digital-video+hdcp. A license that does not let the content pass is refused. Without any: a screen of its own')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The same from this server')
            [CompletionResult]::new('--custom-data', '--custom-data', [CompletionResultType]::ParameterName, 'Data for the service')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--acquire', '--acquire', [CompletionResultType]::ParameterName, 'Get a license from the server that the header names (LA_URL) when the store and the file have none that plays; one that may not be stored is for this play only')
            [CompletionResult]::new('--join', '--join', [CompletionResultType]::ParameterName, 'Join or renew a domain when the service asks for it')
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
        'boxlock;client;meter' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device; what it remembers lies in its folder "store"')
            [CompletionResult]::new('--server-key', '--server-key', [CompletionResultType]::ParameterName, 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take: seconds, or 90s, 5min')
            [CompletionResult]::new('--mid', '--mid', [CompletionResultType]::ParameterName, 'Only counters of this metering ID: 16 bytes in base64 or hexadecimal')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The service [default: where the license came from]')
            [CompletionResult]::new('--custom-data', '--custom-data', [CompletionResultType]::ParameterName, 'Data for the service')
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
        'boxlock;client;secure-stop' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device; what it remembers lies in its folder "store"')
            [CompletionResult]::new('--server-key', '--server-key', [CompletionResultType]::ParameterName, 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take: seconds, or 90s, 5min')
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Only this session: 16 bytes in base64 or hexadecimal; all without it')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The service [default: where the license came from]')
            [CompletionResult]::new('--custom-data', '--custom-data', [CompletionResultType]::ParameterName, 'Data for the service')
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
        'boxlock;client;secure-delete' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device; what it remembers lies in its folder "store"')
            [CompletionResult]::new('--server-key', '--server-key', [CompletionResultType]::ParameterName, 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take: seconds, or 90s, 5min')
            [CompletionResult]::new('--kid', '--kid', [CompletionResultType]::ParameterName, 'Key IDs whose licenses to delete; without any, only what is not answered yet is sent')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The service [default: where the license came from]')
            [CompletionResult]::new('--custom-data', '--custom-data', [CompletionResultType]::ParameterName, 'Data for the service')
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
        'boxlock;client;packaging-data' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The service')
            [CompletionResult]::new('--program', '--program', [CompletionResultType]::ParameterName, 'What the packager calls the program')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Protection systems: playready, widevine, common, or system IDs')
            [CompletionResult]::new('--keys-out', '--keys-out', [CompletionResultType]::ParameterName, 'Write the keys to a file for --keys, readable by its owner only')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take: seconds, or 90s, 5min')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the file of --keys-out')
            [CompletionResult]::new('--show-keys', '--show-keys', [CompletionResultType]::ParameterName, 'Print keys')
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
        'boxlock;client;list' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time, such as 2026-11-22T10:00:00Z; now without it')
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
        'boxlock;client;clock' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'The folder of the device')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The device''s time, such as 2026-11-22T10:00:00Z; now without it')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--reset', '--reset', [CompletionResultType]::ParameterName, 'Forget the latest time')
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
        'boxlock;client;help' {
            [CompletionResult]::new('acquire', 'acquire', [CompletionResultType]::ParameterValue, 'Get licenses for a file or a header, and store those that may be stored')
            [CompletionResult]::new('acknowledge', 'acknowledge', [CompletionResultType]::ParameterValue, 'Tell services that licenses are stored, as far as they asked for it')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Join a domain, or renew the membership')
            [CompletionResult]::new('leave', 'leave', [CompletionResultType]::ParameterValue, 'Leave a domain: its keys are deleted')
            [CompletionResult]::new('play', 'play', [CompletionResultType]::ParameterValue, 'Play a file for a while under the licenses of the store, or those in the file')
            [CompletionResult]::new('meter', 'meter', [CompletionResultType]::ParameterValue, 'Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once')
            [CompletionResult]::new('secure-stop', 'secure-stop', [CompletionResultType]::ParameterValue, 'Report sessions: those that play, were stopped, or ended in a crash')
            [CompletionResult]::new('secure-delete', 'secure-delete', [CompletionResultType]::ParameterValue, 'Delete licenses and tell their services. A message that is not answered is sent again by the next run')
            [CompletionResult]::new('packaging-data', 'packaging-data', [CompletionResultType]::ParameterValue, 'Ask for key IDs, keys and headers, as a packager does')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet')
            [CompletionResult]::new('clock', 'clock', [CompletionResultType]::ParameterValue, 'Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock cannot be rolled back; --reset forgets that time, for tests that go back on purpose')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'boxlock;client;help;acquire' {
            break
        }
        'boxlock;client;help;acknowledge' {
            break
        }
        'boxlock;client;help;join' {
            break
        }
        'boxlock;client;help;leave' {
            break
        }
        'boxlock;client;help;play' {
            break
        }
        'boxlock;client;help;meter' {
            break
        }
        'boxlock;client;help;secure-stop' {
            break
        }
        'boxlock;client;help;secure-delete' {
            break
        }
        'boxlock;client;help;packaging-data' {
            break
        }
        'boxlock;client;help;list' {
            break
        }
        'boxlock;client;help;clock' {
            break
        }
        'boxlock;client;help;help' {
            break
        }
        'boxlock;demo' {
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep the files in this folder, which must be new or empty: PKI, devices, media and the store of the service')
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
            [CompletionResult]::new('batch', 'batch', [CompletionResultType]::ParameterValue, 'Encrypt a catalogue: many files in one command, resumable, on one machine or many')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare what two headers, pssh boxes, licenses, certificate chains or protected files mean')
            [CompletionResult]::new('pssh', 'pssh', [CompletionResultType]::ParameterValue, 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew')
            [CompletionResult]::new('header', 'header', [CompletionResultType]::ParameterValue, 'Make, check and convert PlayReady Objects and WRM headers')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check packaged files against the rules that players rely on')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Make, derive, check and convert keys and key IDs')
            [CompletionResult]::new('pki', 'pki', [CompletionResultType]::ParameterValue, 'Make a certificate authority for tests: its own root, everything a license service needs, and devices. Nothing of it is trusted by real players, and no foreign device or root can be brought in')
            [CompletionResult]::new('license', 'license', [CompletionResultType]::ParameterValue, 'Make test licenses and open them, with no network and no server')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run a PlayReady test service: RightsManager over SOAP, with the root, the keys and the store of a PKI folder. It ends in good order on SIGTERM and Ctrl-C')
            [CompletionResult]::new('client', 'client', [CompletionResultType]::ParameterValue, 'Be a client of a license service: every flow, with a device folder that remembers licenses, domains, counters and sessions')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Watch a purchase from start to end: packaging, payment, licenses, playback, a second device, a domain, an embedded license, metering, secure stop and secure delete. Everything runs on this machine, in a folder that is gone afterwards')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field; `wire` shows the bodies of all messages of the test service. Without CODE, list what is known')
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
        'boxlock;help;batch' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Encrypt all titles that are not done yet')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Print what `run` would do, and stop at what cannot be done, before any work')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done')
            break
        }
        'boxlock;help;batch;run' {
            break
        }
        'boxlock;help;batch;plan' {
            break
        }
        'boxlock;help;batch;status' {
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
        'boxlock;help;pki' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys. Only the owner can read it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the public keys and certificates of a PKI, and what it revoked')
            [CompletionResult]::new('issue', 'issue', [CompletionResultType]::ParameterValue, 'Issue further certificates of a PKI and keep them in its folder')
            [CompletionResult]::new('device', 'device', [CompletionResultType]::ParameterValue, 'Make, show and export test devices')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke certificates: the PKI''s lists get the digests and a next version, signed anew. A service of this PKI then refuses them')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels, expiry, digests, unknown objects, revocation. Exit code 1 when it is refused')
            break
        }
        'boxlock;help;pki;init' {
            break
        }
        'boxlock;help;pki;show' {
            break
        }
        'boxlock;help;pki;issue' {
            [CompletionResult]::new('metering', 'metering', [CompletionResultType]::ParameterValue, 'Issue a metering certificate: reports and secure stops of its metering id are encrypted to it')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Issue a certificate of one revision of a domain')
            [CompletionResult]::new('response-signer', 'response-signer', [CompletionResultType]::ParameterValue, 'Issue a certificate that signs license responses. It is used from then on')
            break
        }
        'boxlock;help;pki;issue;metering' {
            break
        }
        'boxlock;help;pki;issue;domain' {
            break
        }
        'boxlock;help;pki;issue;response-signer' {
            break
        }
        'boxlock;help;pki;device' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a folder with a new device: its chain under the PKI''s root and its keys. Only the owner can read it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a device')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the device file that independent clients load. It holds the private keys')
            break
        }
        'boxlock;help;pki;device;new' {
            break
        }
        'boxlock;help;pki;device;show' {
            break
        }
        'boxlock;help;pki;device;export' {
            break
        }
        'boxlock;help;pki;revoke' {
            break
        }
        'boxlock;help;pki;verify' {
            break
        }
        'boxlock;help;license' {
            [CompletionResult]::new('mint', 'mint', [CompletionResultType]::ParameterValue, 'Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it; licenses in a folder are called KID.xmr')
            [CompletionResult]::new('request', 'request', [CompletionResultType]::ParameterValue, 'Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server')
            [CompletionResult]::new('answer', 'answer', [CompletionResultType]::ParameterValue, 'Answer a license challenge without a server: check who sent it, make the licenses, sign the response')
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Verify a license response as a strict client does, and open its licenses')
            [CompletionResult]::new('embed', 'embed', [CompletionResultType]::ParameterValue, 'Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file. A store with room (header new --empty-els) keeps its size')
            [CompletionResult]::new('extract', 'extract', [CompletionResultType]::ParameterValue, 'Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr')
            [CompletionResult]::new('presets', 'presets', [CompletionResultType]::ParameterValue, 'List the policies of common scenarios, with what each sets')
            break
        }
        'boxlock;help;license;mint' {
            break
        }
        'boxlock;help;license;request' {
            break
        }
        'boxlock;help;license;answer' {
            break
        }
        'boxlock;help;license;open' {
            break
        }
        'boxlock;help;license;embed' {
            break
        }
        'boxlock;help;license;extract' {
            break
        }
        'boxlock;help;license;presets' {
            break
        }
        'boxlock;help;serve' {
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Print a report of a service''s store, also while it runs')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all reports of a service''s store: JSON Lines to stdout, or one CSV file per report')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Look at the audit file of a service')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Renew domains and remove members, also while the service runs')
            break
        }
        'boxlock;help;serve;report' {
            break
        }
        'boxlock;help;serve;export' {
            break
        }
        'boxlock;help;serve;audit' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end shows only against the store')
            break
        }
        'boxlock;help;serve;audit;verify' {
            break
        }
        'boxlock;help;serve;domain' {
            [CompletionResult]::new('renew', 'renew', [CompletionResultType]::ParameterValue, 'Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a device from a domain. Its requests are refused until it joins anew, and its place is free')
            break
        }
        'boxlock;help;serve;domain;renew' {
            break
        }
        'boxlock;help;serve;domain;remove' {
            break
        }
        'boxlock;help;client' {
            [CompletionResult]::new('acquire', 'acquire', [CompletionResultType]::ParameterValue, 'Get licenses for a file or a header, and store those that may be stored')
            [CompletionResult]::new('acknowledge', 'acknowledge', [CompletionResultType]::ParameterValue, 'Tell services that licenses are stored, as far as they asked for it')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Join a domain, or renew the membership')
            [CompletionResult]::new('leave', 'leave', [CompletionResultType]::ParameterValue, 'Leave a domain: its keys are deleted')
            [CompletionResult]::new('play', 'play', [CompletionResultType]::ParameterValue, 'Play a file for a while under the licenses of the store, or those in the file')
            [CompletionResult]::new('meter', 'meter', [CompletionResultType]::ParameterValue, 'Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once')
            [CompletionResult]::new('secure-stop', 'secure-stop', [CompletionResultType]::ParameterValue, 'Report sessions: those that play, were stopped, or ended in a crash')
            [CompletionResult]::new('secure-delete', 'secure-delete', [CompletionResultType]::ParameterValue, 'Delete licenses and tell their services. A message that is not answered is sent again by the next run')
            [CompletionResult]::new('packaging-data', 'packaging-data', [CompletionResultType]::ParameterValue, 'Ask for key IDs, keys and headers, as a packager does')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet')
            [CompletionResult]::new('clock', 'clock', [CompletionResultType]::ParameterValue, 'Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock cannot be rolled back; --reset forgets that time, for tests that go back on purpose')
            break
        }
        'boxlock;help;client;acquire' {
            break
        }
        'boxlock;help;client;acknowledge' {
            break
        }
        'boxlock;help;client;join' {
            break
        }
        'boxlock;help;client;leave' {
            break
        }
        'boxlock;help;client;play' {
            break
        }
        'boxlock;help;client;meter' {
            break
        }
        'boxlock;help;client;secure-stop' {
            break
        }
        'boxlock;help;client;secure-delete' {
            break
        }
        'boxlock;help;client;packaging-data' {
            break
        }
        'boxlock;help;client;list' {
            break
        }
        'boxlock;help;client;clock' {
            break
        }
        'boxlock;help;demo' {
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
