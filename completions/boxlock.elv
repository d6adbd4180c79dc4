
use builtin;
use str;

set edit:completion:arg-completer[boxlock] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'boxlock'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'boxlock'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand encrypt 'CENC-encrypt an MP4'
            cand decrypt 'Remove CENC encryption with known keys'
            cand recrypt 'Change scheme or keys in one pass'
            cand batch 'Encrypt a catalogue: many files in one command, resumable, on one machine or many'
            cand inspect 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media'
            cand diff 'Compare what two headers, pssh boxes, licenses, certificate chains or protected files mean'
            cand pssh 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew'
            cand header 'Make, check and convert PlayReady Objects and WRM headers'
            cand verify 'Check packaged files against the rules that players rely on'
            cand key 'Make, derive, check and convert keys and key IDs'
            cand pki 'Make a certificate authority for tests: its own root, everything a license service needs, and devices. Nothing of it is trusted by real players, and no foreign device or root can be brought in'
            cand license 'Make test licenses and open them, with no network and no server'
            cand serve 'Run a PlayReady test service: RightsManager over SOAP, with the root, the keys and the store of a PKI folder. It ends in good order on SIGTERM and Ctrl-C'
            cand client 'Be a client of a license service: every flow, with a device folder that remembers licenses, domains, counters and sessions'
            cand demo 'Watch a purchase from start to end: packaging, payment, licenses, playback, a second device, a domain, an embedded license, metering, secure stop and secure delete. Everything runs on this machine, in a folder that is gone afterwards'
            cand explain 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field; `wire` shows the bodies of all messages of the test service. Without CODE, list what is known'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;encrypt'= {
            cand --init 'Init segment of INPUT, when INPUT is a media segment on its own'
            cand --threads 'Threads to cipher with; the output does not depend on it'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --scheme 'Protection scheme; cenc unless given'
            cand --iv-size 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)'
            cand --pattern 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0'
            cand --system 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none'
            cand --pssh 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system'
            cand --clear-track 'Leave a track clear'
            cand --seed-rng 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only'
            cand --wrm-version 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest'
            cand --la-url 'License acquisition URL, absolute'
            cand --lui-url 'URL for license acquisition with user interface, absolute'
            cand --ds-id 'Domain service ID, base64 of a GUID'
            cand --custom-attributes 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form'
            cand --license-requested 'Write LICENSEREQUESTED'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Overwrite OUTPUT'
            cand --dry-run 'Do everything but write OUTPUT'
            cand --show-keys 'Show keys in the JSON report'
            cand --merge-subsamples 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing'
            cand --on-demand 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;decrypt'= {
            cand --init 'Init segment of INPUT, when INPUT is a media segment on its own'
            cand --threads 'Threads to cipher with; the output does not depend on it'
            cand --pattern-tail 'What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4, Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9'
            cand --device 'The folder of the device that opens the licenses'
            cand --license 'Take keys from a license response or license file, opened by the device as a strict client does'
            cand --domain-keys 'Take keys of domains from here too, beside those that --device has joined: the folder of a device that is a member (or its store/state.json), or of a PKI with domains of "pki issue domain"'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Overwrite OUTPUT'
            cand --keep-pssh 'Leave pssh boxes in the file'
            cand --allow-clear 'Copy a file that has nothing to decrypt, instead of failing'
            cand --ignore-checksum 'Go on when a key contradicts the checksum in the PlayReady header'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;recrypt'= {
            cand --init 'Init segment of INPUT, when INPUT is a media segment on its own'
            cand --threads 'Threads to cipher with; the output does not depend on it'
            cand --pattern-tail 'What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4, Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --old-key 'A key that INPUT is encrypted with'
            cand --old-keys 'Keys that INPUT is encrypted with, from a JSON file in the form of --keys'
            cand --old-key-seed 'Derive the keys that INPUT is encrypted with from this key seed'
            cand --scheme 'Protection scheme; cenc unless given'
            cand --iv-size 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)'
            cand --pattern 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0'
            cand --system 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none'
            cand --pssh 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system'
            cand --clear-track 'Leave a track clear'
            cand --seed-rng 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only'
            cand --wrm-version 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest'
            cand --la-url 'License acquisition URL, absolute'
            cand --lui-url 'URL for license acquisition with user interface, absolute'
            cand --ds-id 'Domain service ID, base64 of a GUID'
            cand --custom-attributes 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form'
            cand --license-requested 'Write LICENSEREQUESTED'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Overwrite OUTPUT'
            cand --ignore-checksum 'Go on when a key contradicts the checksum in the PlayReady header'
            cand --merge-subsamples 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing'
            cand --on-demand 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;batch'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand run 'Encrypt all titles that are not done yet'
            cand plan 'Print what `run` would do, and stop at what cannot be done, before any work'
            cand status 'Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;batch;run'= {
            cand --in 'Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)'
            cand --out 'Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input''s name; {dir} are the folders below the part of GLOB without wildcards'
            cand --format 'Form of the job list; recognised unless given'
            cand --ledger 'The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that all outputs lie below'
            cand --shard 'Take one part of the titles, split evenly by size: I/N with I from 1, or auto for what the environment of an array job says (Kubernetes Indexed Job, AWS Batch, Slurm, Google Batch)'
            cand --shards 'How many parts there are, where the environment does not tell or tells otherwise'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --scheme 'Protection scheme; cenc unless given'
            cand --iv-size 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)'
            cand --pattern 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0'
            cand --system 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none'
            cand --pssh 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system'
            cand --clear-track 'Leave a track clear'
            cand --seed-rng 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only'
            cand --wrm-version 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest'
            cand --la-url 'License acquisition URL, absolute'
            cand --lui-url 'URL for license acquisition with user interface, absolute'
            cand --ds-id 'Domain service ID, base64 of a GUID'
            cand --custom-attributes 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form'
            cand --license-requested 'Write LICENSEREQUESTED'
            cand --jobs 'Titles in flight; as many as there are threads unless given'
            cand --threads 'Threads to cipher with, shared by all titles'
            cand --retries 'Try a title again, after pauses that double, when files or services fail (exit codes 7 and 8)'
            cand --hash 'How to hash outputs, for the ledger and the report: xxh128 costs next to nothing, sha256 about as much again as encryption'
            cand --report 'Write one JSON object per title, also for those that were done before; a file of that name is replaced'
            cand --keys-out 'Add the keys of all titles to a JSON file that --keys reads and only its owner may read. With --shard, .I-of-N is put into its name'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Replace outputs that no ledger knows'
            cand --check-hashes 'Hash finished outputs again instead of looking at their sizes'
            cand --merge-subsamples 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing'
            cand --on-demand 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
            cand --keep-going 'Go on after a title has failed. Without this, no further title is begun; those in flight are finished'
            cand --no-wait 'Fail when another run works with the same ledger, instead of waiting for it to end'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;batch;plan'= {
            cand --in 'Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)'
            cand --out 'Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input''s name; {dir} are the folders below the part of GLOB without wildcards'
            cand --format 'Form of the job list; recognised unless given'
            cand --ledger 'The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that all outputs lie below'
            cand --shard 'Take one part of the titles, split evenly by size: I/N with I from 1, or auto for what the environment of an array job says (Kubernetes Indexed Job, AWS Batch, Slurm, Google Batch)'
            cand --shards 'How many parts there are, where the environment does not tell or tells otherwise'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --scheme 'Protection scheme; cenc unless given'
            cand --iv-size 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)'
            cand --pattern 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0'
            cand --system 'DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none'
            cand --pssh 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system'
            cand --clear-track 'Leave a track clear'
            cand --seed-rng 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only'
            cand --wrm-version 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest'
            cand --la-url 'License acquisition URL, absolute'
            cand --lui-url 'URL for license acquisition with user interface, absolute'
            cand --ds-id 'Domain service ID, base64 of a GUID'
            cand --custom-attributes 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form'
            cand --license-requested 'Write LICENSEREQUESTED'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Replace outputs that no ledger knows'
            cand --check-hashes 'Hash finished outputs again instead of looking at their sizes'
            cand --merge-subsamples 'Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing'
            cand --on-demand 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
            cand --schema 'Print the JSON Schema of job lists, and nothing else'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;batch;status'= {
            cand --in 'Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)'
            cand --out 'Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input''s name; {dir} are the folders below the part of GLOB without wildcards'
            cand --format 'Form of the job list; recognised unless given'
            cand --ledger 'The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that all outputs lie below'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;batch;help'= {
            cand run 'Encrypt all titles that are not done yet'
            cand plan 'Print what `run` would do, and stop at what cannot be done, before any work'
            cand status 'Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;batch;help;run'= {
        }
        &'boxlock;batch;help;plan'= {
        }
        &'boxlock;batch;help;status'= {
        }
        &'boxlock;batch;help;help'= {
        }
        &'boxlock;inspect'= {
            cand --limit 'How many samples of each track are shown'
            cand --html 'Write a page for browsers that shows the same, with the bytes of the headers and maps of the samples'
            cand --pki 'Decrypt the client''s part of a challenge with the key of this PKI''s license server'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --all 'Show everything: all fragments, long lists whole'
            cand --samples 'Show the samples of each track: place, IV, key ID, clear and encrypted bytes, NAL units, OBUs or frames'
            cand --force 'Overwrite the file of --html'
            cand --schema 'Print the JSON Schema of the reports of --json'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;diff'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pssh'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand new 'Make pssh boxes, one for each system, one after the other'
            cand list 'List pssh boxes with their places and what they hold'
            cand add 'Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again'
            cand replace 'Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same systems as the new ones'
            cand remove 'Remove pssh boxes'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;pssh;new'= {
            cand --system 'DRM systems: playready, widevine, common, or any UUID together with --data'
            cand --encoding 'How to print them'
            cand --scheme 'Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told'
            cand --pssh-version 'Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems'
            cand --data 'The system''s data, instead of making it: a file, or base64'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --wrm-version 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest'
            cand --la-url 'License acquisition URL, absolute'
            cand --lui-url 'URL for license acquisition with user interface, absolute'
            cand --ds-id 'Domain service ID, base64 of a GUID'
            cand --custom-attributes 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form'
            cand --license-requested 'Write LICENSEREQUESTED'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --on-demand 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pssh;list'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pssh;add'= {
            cand --encoding 'How to print boxes that were given alone'
            cand --pssh 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64'
            cand --system 'DRM systems that boxes are made for, from --key or --data'
            cand --pad 'See to it that this many bytes of free space follow the movie, so that later edits fit in place'
            cand --scheme 'Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told'
            cand --pssh-version 'Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems'
            cand --data 'The system''s data, instead of making it: a file, or base64'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --wrm-version 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest'
            cand --la-url 'License acquisition URL, absolute'
            cand --lui-url 'URL for license acquisition with user interface, absolute'
            cand --ds-id 'Domain service ID, base64 of a GUID'
            cand --custom-attributes 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form'
            cand --license-requested 'Write LICENSEREQUESTED'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --in-place 'Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole file is written anew and takes its name when it is finished'
            cand --force 'Overwrite OUTPUT'
            cand --moof 'Edit every fragment (moof) as well as the movie (moov)'
            cand --on-demand 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pssh;replace'= {
            cand --encoding 'How to print boxes that were given alone'
            cand --pssh 'The new pssh box, or what one is made from as for add: a file, or base64. Without it, a box is made for --system from --key or --data'
            cand --system 'Replace the boxes of this DRM system: playready, widevine, common or a UUID'
            cand --match 'Replace the boxes that are the same as this one: a file, or base64'
            cand --scheme 'Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told'
            cand --pssh-version 'Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems'
            cand --data 'The system''s data, instead of making it: a file, or base64'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --wrm-version 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest'
            cand --la-url 'License acquisition URL, absolute'
            cand --lui-url 'URL for license acquisition with user interface, absolute'
            cand --ds-id 'Domain service ID, base64 of a GUID'
            cand --custom-attributes 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form'
            cand --license-requested 'Write LICENSEREQUESTED'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --in-place 'Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole file is written anew and takes its name when it is finished'
            cand --force 'Overwrite OUTPUT'
            cand --moof 'Edit every fragment (moof) as well as the movie (moov)'
            cand --on-demand 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pssh;remove'= {
            cand --encoding 'How to print boxes that were given alone'
            cand --system 'Remove the boxes of these DRM systems: playready, widevine, common or a UUID'
            cand --match 'Remove the boxes that are the same as this one: a file, or base64'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --in-place 'Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole file is written anew and takes its name when it is finished'
            cand --force 'Overwrite OUTPUT'
            cand --moof 'Edit every fragment (moof) as well as the movie (moov)'
            cand --all 'Remove every pssh box'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pssh;help'= {
            cand new 'Make pssh boxes, one for each system, one after the other'
            cand list 'List pssh boxes with their places and what they hold'
            cand add 'Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again'
            cand replace 'Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same systems as the new ones'
            cand remove 'Remove pssh boxes'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;pssh;help;new'= {
        }
        &'boxlock;pssh;help;list'= {
        }
        &'boxlock;pssh;help;add'= {
        }
        &'boxlock;pssh;help;replace'= {
        }
        &'boxlock;pssh;help;remove'= {
        }
        &'boxlock;pssh;help;help'= {
        }
        &'boxlock;header'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand new 'Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0, several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header'
            cand lint 'Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a rule of severity error is broken. `boxlock explain RULE` says more about a rule'
            cand convert 'Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a form or version cannot hold is not dropped: the command fails and names it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;header;new'= {
            cand --algid 'Cipher of the keys: AESCTR for cenc and cens, AESCBC for cbcs and cbc1'
            cand --form 'What to print: a pssh box, a PlayReady Object, or the WRM header alone (UTF-16LE)'
            cand --encoding 'How to print it; text is for the WRM header alone (UTF-8)'
            cand --empty-els 'Add an empty embedded license store of this many bytes (10240 is usual), for files that clients may write licenses into'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --wrm-version 'Version of the WRM header; auto, the default, takes the lowest that can hold the rest'
            cand --la-url 'License acquisition URL, absolute'
            cand --lui-url 'URL for license acquisition with user interface, absolute'
            cand --ds-id 'Domain service ID, base64 of a GUID'
            cand --custom-attributes 'Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form'
            cand --license-requested 'Write LICENSEREQUESTED'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --on-demand 'Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;header;lint'= {
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;header;convert'= {
            cand --to 'Write the WRM header anew, for this version'
            cand --form 'What to print: a pssh box, a PlayReady Object, or the WRM header alone (UTF-16LE)'
            cand --encoding 'How to print it; text is for the WRM header alone (UTF-8)'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;header;help'= {
            cand new 'Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0, several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header'
            cand lint 'Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a rule of severity error is broken. `boxlock explain RULE` says more about a rule'
            cand convert 'Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a form or version cannot hold is not dropped: the command fails and names it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;header;help;new'= {
        }
        &'boxlock;header;help;lint'= {
        }
        &'boxlock;header;help;convert'= {
        }
        &'boxlock;header;help;help'= {
        }
        &'boxlock;verify'= {
            cand --init 'Init segment, when the inputs are media segments on their own'
            cand --pattern-tail 'What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4, Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --strict 'Fail on warnings too'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;key'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand new 'Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a file for --keys'
            cand derive 'Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with --show-keys'
            cand checksum 'Print the PlayReady AESCTR checksum of keys, one per line'
            cand convert 'Print key IDs in every form'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;key;new'= {
            cand -n 'How many'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;key;derive'= {
            cand --key-seed 'The key seed; "test" is the public test key seed'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --show-keys 'Print the keys too'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;key;checksum'= {
            cand --key-seed 'Derive keys that are not given'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;key;convert'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;key;help'= {
            cand new 'Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a file for --keys'
            cand derive 'Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with --show-keys'
            cand checksum 'Print the PlayReady AESCTR checksum of keys, one per line'
            cand convert 'Print key IDs in every form'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;key;help;new'= {
        }
        &'boxlock;key;help;derive'= {
        }
        &'boxlock;key;help;checksum'= {
        }
        &'boxlock;key;help;convert'= {
        }
        &'boxlock;key;help;help'= {
        }
        &'boxlock;pki'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand init 'Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys. Only the owner can read it'
            cand show 'Show the public keys and certificates of a PKI, and what it revoked'
            cand issue 'Issue further certificates of a PKI and keep them in its folder'
            cand device 'Make, show and export test devices'
            cand revoke 'Revoke certificates: the PKI''s lists get the digests and a next version, signed anew. A service of this PKI then refuses them'
            cand verify 'Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels, expiry, digests, unknown objects, revocation. Exit code 1 when it is refused'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;pki;init'= {
            cand --organization 'Who the certificates say they are from'
            cand --metering-url 'Where clients send metering reports, for the metering certificate'
            cand --seed-rng 'For tests of boxlock itself: keys that anybody can compute'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Replace a PKI that is there; its devices and licenses are worthless then'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;show'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;issue'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand metering 'Issue a metering certificate: reports and secure stops of its metering id are encrypted to it'
            cand domain 'Issue a certificate of one revision of a domain'
            cand response-signer 'Issue a certificate that signs license responses. It is used from then on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;pki;issue;metering'= {
            cand --name 'The stem of its files in the folder'
            cand --seed-rng 'For tests of boxlock itself: keys that anybody can compute'
            cand --id 'The metering id, 16 bytes as hexadecimal digits or base64; drawn when absent'
            cand --url 'Where clients send reports'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;issue;domain'= {
            cand --name 'The stem of its files in the folder'
            cand --seed-rng 'For tests of boxlock itself: keys that anybody can compute'
            cand --account 'The account, 16 bytes as hexadecimal digits or base64; drawn when absent'
            cand --service 'The service, 16 bytes as hexadecimal digits or base64; drawn when absent'
            cand --revision 'The revision of the domain''s key'
            cand --url 'Where clients join'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;issue;response-signer'= {
            cand --name 'The stem of its files in the folder'
            cand --seed-rng 'For tests of boxlock itself: keys that anybody can compute'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;issue;help'= {
            cand metering 'Issue a metering certificate: reports and secure stops of its metering id are encrypted to it'
            cand domain 'Issue a certificate of one revision of a domain'
            cand response-signer 'Issue a certificate that signs license responses. It is used from then on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;pki;issue;help;metering'= {
        }
        &'boxlock;pki;issue;help;domain'= {
        }
        &'boxlock;pki;issue;help;response-signer'= {
        }
        &'boxlock;pki;issue;help;help'= {
        }
        &'boxlock;pki;device'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand new 'Make a folder with a new device: its chain under the PKI''s root and its keys. Only the owner can read it'
            cand show 'Show a device'
            cand export 'Write the device file that independent clients load. It holds the private keys'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;pki;device;new'= {
            cand --level 'Security level'
            cand --type 'Type of the certificate; services may count computers (pc) apart from other devices'
            cand --name 'Model name in the certificate'
            cand --feature 'Features, separated by commas or given again: aescbc and aescbcs, which the device announces in challenges, and secureclock, antirollback, revocation, playready3, receiver, transmitter and others, which its certificate has. Without any of the latter it has secureclock, revocation and playready3'
            cand --expires 'When the certificate expires (RFC 3339), or never'
            cand --hardware-id 'A hardware id, as text, for the signed extended data of the certificate'
            cand --seed-rng 'For tests of boxlock itself: keys that anybody can compute'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Replace a device that is there'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;device;show'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;device;export'= {
            cand --prd 'Version of the file: 2 has the device''s keys, 3 also its group''s'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Overwrite the file'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;device;help'= {
            cand new 'Make a folder with a new device: its chain under the PKI''s root and its keys. Only the owner can read it'
            cand show 'Show a device'
            cand export 'Write the device file that independent clients load. It holds the private keys'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;pki;device;help;new'= {
        }
        &'boxlock;pki;device;help;show'= {
        }
        &'boxlock;pki;device;help;export'= {
        }
        &'boxlock;pki;device;help;help'= {
        }
        &'boxlock;pki;revoke'= {
            cand -o 'Write the lists as the RevInfo element of responses (XML) to a file, or - for stdout'
            cand --output 'Write the lists as the RevInfo element of responses (XML) to a file, or - for stdout'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Overwrite the file of -o'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;verify'= {
            cand --pki 'The folder that pki init made'
            cand --role 'What the leaf must be; by default what its type is for'
            cand --at 'When (RFC 3339); by default now'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;pki;help'= {
            cand init 'Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys. Only the owner can read it'
            cand show 'Show the public keys and certificates of a PKI, and what it revoked'
            cand issue 'Issue further certificates of a PKI and keep them in its folder'
            cand device 'Make, show and export test devices'
            cand revoke 'Revoke certificates: the PKI''s lists get the digests and a next version, signed anew. A service of this PKI then refuses them'
            cand verify 'Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels, expiry, digests, unknown objects, revocation. Exit code 1 when it is refused'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;pki;help;init'= {
        }
        &'boxlock;pki;help;show'= {
        }
        &'boxlock;pki;help;issue'= {
            cand metering 'Issue a metering certificate: reports and secure stops of its metering id are encrypted to it'
            cand domain 'Issue a certificate of one revision of a domain'
            cand response-signer 'Issue a certificate that signs license responses. It is used from then on'
        }
        &'boxlock;pki;help;issue;metering'= {
        }
        &'boxlock;pki;help;issue;domain'= {
        }
        &'boxlock;pki;help;issue;response-signer'= {
        }
        &'boxlock;pki;help;device'= {
            cand new 'Make a folder with a new device: its chain under the PKI''s root and its keys. Only the owner can read it'
            cand show 'Show a device'
            cand export 'Write the device file that independent clients load. It holds the private keys'
        }
        &'boxlock;pki;help;device;new'= {
        }
        &'boxlock;pki;help;device;show'= {
        }
        &'boxlock;pki;help;device;export'= {
        }
        &'boxlock;pki;help;revoke'= {
        }
        &'boxlock;pki;help;verify'= {
        }
        &'boxlock;pki;help;help'= {
        }
        &'boxlock;license'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand mint 'Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it; licenses in a folder are called KID.xmr'
            cand request 'Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server'
            cand answer 'Answer a license challenge without a server: check who sent it, make the licenses, sign the response'
            cand open 'Verify a license response as a strict client does, and open its licenses'
            cand embed 'Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file. A store with room (header new --empty-els) keeps its size'
            cand extract 'Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr'
            cand presets 'List the policies of common scenarios, with what each sets'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;license;mint'= {
            cand --pki 'The PKI folder that the device belongs to'
            cand --device 'Bind the licenses to this device: its folder, or a certificate chain; to a domain, when the chain is of a domain'
            cand --kid 'Key IDs: UUID, 32 hex digits or guid:BASE64. Without any: those of --key and --keys'
            cand -o 'Where to write: a file, - for stdout, a folder, or a name with {kid} in it'
            cand --output 'Where to write: a file, - for stdout, a folder, or a name with {kid} in it'
            cand --nonce 'The nonce of the request that the licenses answer: 32 hex digits'
            cand --at 'Time of issue, such as 2026-11-22T10:00:00Z; now without it'
            cand --cipher 'How content keys are encrypted: ECC-256 (3), or ECC-256 with KZ (4)'
            cand --seed-rng 'For tests of boxlock itself: licenses that repeat'
            cand --policy 'Read the policy from a TOML or JSON file, - for stdin'
            cand --preset 'Take the policy of a scenario; "boxlock license presets" lists them'
            cand --cfg 'Read the policy as test servers do: ''(sl:2000,persist:true),(…)'', or cfg=…, cfg64=…, json=[…], or Name=value&Name=value'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Replace files that are there'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;license;request'= {
            cand --device 'The folder of the device'
            cand --header 'The content''s PlayReady header: an MP4 file, a header in any form, - for stdin, or the value itself'
            cand --server-key 'The license server''s public key: the folder of its PKI, or 128 hex digits'
            cand --custom-data 'Data for the service'
            cand --domain 'Certificate chains of domains that the device has joined'
            cand --client-version 'Version of the client''s software'
            cand --at 'The client''s time, such as 2026-11-22T10:00:00Z; now without it'
            cand -o 'Where to write the challenge: a file, or - for stdout'
            cand --output 'Where to write the challenge: a file, or - for stdout'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Replace a file that is there'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;license;answer'= {
            cand --pki 'The PKI folder of the license server'
            cand --at 'Time of the answer, such as 2026-11-22T10:00:00Z; now without it'
            cand -o 'Where to write the response: a file, or - for stdout'
            cand --output 'Where to write the response: a file, or - for stdout'
            cand --policy 'Read the policy from a TOML or JSON file, - for stdin'
            cand --preset 'Take the policy of a scenario; "boxlock license presets" lists them'
            cand --cfg 'Read the policy as test servers do: ''(sl:2000,persist:true),(…)'', or cfg=…, cfg64=…, json=[…], or Name=value&Name=value'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --custom-data-queries 'Obey queries in the challenge''s custom data (json=, cfg=, cfg64=) as test servers do'
            cand --sign-persistent-only 'Sign only responses with licenses that may be stored; others are signed too without this'
            cand --force 'Replace a file that is there'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;license;open'= {
            cand --device 'The folder of the device'
            cand --at 'The device''s time, such as 2026-11-22T10:00:00Z; now without it'
            cand --domain-keys 'Take keys of domains from here too, beside those that --device has joined: the folder of a device that is a member (or its store/state.json), or of a PKI with domains of "pki issue domain"'
            cand --challenge 'The challenge that it must answer'
            cand --keys-out 'Write the keys to a file for --keys, readable by its owner only'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --partial 'Go on when only some of the licenses open'
            cand --show-keys 'Print keys'
            cand --force 'Replace the file of --keys-out'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;license;embed'= {
            cand --license 'The licenses, minted with embed = true'
            cand --form 'What to print: a pssh box, or the PlayReady Object in it'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;license;extract'= {
            cand -o 'The folder to write to; without it, what the licenses allow is printed'
            cand --output 'The folder to write to; without it, what the licenses allow is printed'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Replace files that are there'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;license;presets'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;license;help'= {
            cand mint 'Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it; licenses in a folder are called KID.xmr'
            cand request 'Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server'
            cand answer 'Answer a license challenge without a server: check who sent it, make the licenses, sign the response'
            cand open 'Verify a license response as a strict client does, and open its licenses'
            cand embed 'Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file. A store with room (header new --empty-els) keeps its size'
            cand extract 'Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr'
            cand presets 'List the policies of common scenarios, with what each sets'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;license;help;mint'= {
        }
        &'boxlock;license;help;request'= {
        }
        &'boxlock;license;help;answer'= {
        }
        &'boxlock;license;help;open'= {
        }
        &'boxlock;license;help;embed'= {
        }
        &'boxlock;license;help;extract'= {
        }
        &'boxlock;license;help;presets'= {
        }
        &'boxlock;license;help;help'= {
        }
        &'boxlock;serve'= {
            cand --pki 'The PKI folder of the service'
            cand --listen 'Address and port; port 0 picks one'
            cand --store 'Where to store what must not be lost: sqlite:FILE, sqlite::memory: or postgres://USER@HOST/DATABASE [default: service.db in the PKI folder]'
            cand --audit 'The audit file, or none [default: beside the SQLite file; none otherwise]'
            cand --services 'Services, their keys, policies and rules, from a TOML file; without it, one that behaves as the public test server'
            cand --key 'A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits. SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed'
            cand --key-seed 'Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed'
            cand --keys 'Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}'
            cand --keys-env 'Read keys in the form of --keys from an environment variable'
            cand --keys-fd 'Read keys in the form of --keys from an open file descriptor'
            cand --tls 'Serve HTTPS with a certificate made for this machine, kept in the PKI folder'
            cand --tls-cert 'Serve HTTPS with this certificate chain (PEM)'
            cand --tls-key 'Private key of --tls-cert (PEM)'
            cand --rate-limit 'Requests per second that an address may make, twice as many at once; more get 429 [default: any number]'
            cand --max-connections 'Connections at a time; more get 503'
            cand --workers 'Requests at work at a time; eight times as many may wait, more get 503'
            cand --log 'Form of the log on stderr'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --registry 'Recognise devices by their signing key: those that `boxlock pki device new` made under this PKI. Clients that encrypt to another license server, as unmodified ones do, can be served then'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand report 'Print a report of a service''s store, also while it runs'
            cand export 'Write all reports of a service''s store: JSON Lines to stdout, or one CSV file per report'
            cand audit 'Look at the audit file of a service'
            cand domain 'Renew domains and remove members, also while the service runs'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;serve;report'= {
            cand --store 'The store: sqlite:FILE or postgres://USER@HOST/DATABASE'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --csv 'Print CSV instead of columns'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;serve;export'= {
            cand --store 'The store: sqlite:FILE or postgres://USER@HOST/DATABASE'
            cand --csv 'Write CSV files into this folder'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;serve;audit'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand verify 'Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end shows only against the store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;serve;audit;verify'= {
            cand --store 'The store of the service, which knows the end of the file: sqlite:FILE or postgres://USER@HOST/DATABASE'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;serve;audit;help'= {
            cand verify 'Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end shows only against the store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;serve;audit;help;verify'= {
        }
        &'boxlock;serve;audit;help;help'= {
        }
        &'boxlock;serve;domain'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand renew 'Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays'
            cand remove 'Remove a device from a domain. Its requests are refused until it joins anew, and its place is free'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;serve;domain;renew'= {
            cand --pki 'The PKI folder of the service'
            cand --store 'The store of the service: sqlite:FILE or postgres://USER@HOST/DATABASE [default: service.db in the PKI folder]'
            cand --audit 'The audit file that the change is recorded in, or none [default: that beside the SQLite file, if there is one]'
            cand --account 'The account of the domain: a GUID, or base64 of one as in messages'
            cand --service 'The service of the domain: a GUID, or base64 of one as in DS_ID'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;serve;domain;remove'= {
            cand --pki 'The PKI folder of the service'
            cand --store 'The store of the service: sqlite:FILE or postgres://USER@HOST/DATABASE [default: service.db in the PKI folder]'
            cand --audit 'The audit file that the change is recorded in, or none [default: that beside the SQLite file, if there is one]'
            cand --account 'The account of the domain: a GUID, or base64 of one as in messages'
            cand --service 'The service of the domain: a GUID, or base64 of one as in DS_ID'
            cand --client 'The device, as reports name it: 64 hexadecimal digits'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;serve;domain;help'= {
            cand renew 'Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays'
            cand remove 'Remove a device from a domain. Its requests are refused until it joins anew, and its place is free'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;serve;domain;help;renew'= {
        }
        &'boxlock;serve;domain;help;remove'= {
        }
        &'boxlock;serve;domain;help;help'= {
        }
        &'boxlock;serve;help'= {
            cand report 'Print a report of a service''s store, also while it runs'
            cand export 'Write all reports of a service''s store: JSON Lines to stdout, or one CSV file per report'
            cand audit 'Look at the audit file of a service'
            cand domain 'Renew domains and remove members, also while the service runs'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;serve;help;report'= {
        }
        &'boxlock;serve;help;export'= {
        }
        &'boxlock;serve;help;audit'= {
            cand verify 'Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end shows only against the store'
        }
        &'boxlock;serve;help;audit;verify'= {
        }
        &'boxlock;serve;help;domain'= {
            cand renew 'Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays'
            cand remove 'Remove a device from a domain. Its requests are refused until it joins anew, and its place is free'
        }
        &'boxlock;serve;help;domain;renew'= {
        }
        &'boxlock;serve;help;domain;remove'= {
        }
        &'boxlock;serve;help;help'= {
        }
        &'boxlock;client'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand acquire 'Get licenses for a file or a header, and store those that may be stored'
            cand acknowledge 'Tell services that licenses are stored, as far as they asked for it'
            cand join 'Join a domain, or renew the membership'
            cand leave 'Leave a domain: its keys are deleted'
            cand play 'Play a file for a while under the licenses of the store, or those in the file'
            cand meter 'Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once'
            cand secure-stop 'Report sessions: those that play, were stopped, or ended in a crash'
            cand secure-delete 'Delete licenses and tell their services. A message that is not answered is sent again by the next run'
            cand packaging-data 'Ask for key IDs, keys and headers, as a packager does'
            cand list 'Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet'
            cand clock 'Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock cannot be rolled back; --reset forgets that time, for tests that go back on purpose'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;client;acquire'= {
            cand --device 'The folder of the device; what it remembers lies in its folder "store"'
            cand --server-key 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits'
            cand --at 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it'
            cand --cacert 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder'
            cand --timeout 'How long a request may take: seconds, or 90s, 5min'
            cand --url 'The license server; without it, the LA_URL of the header'
            cand --header 'The content''s PlayReady header: a file, a header in any form, - for stdin, or the value itself'
            cand --custom-data 'Data for the service'
            cand --keys-out 'Write the keys to a file for --keys, readable by its owner only'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --join 'Join or renew a domain when the service asks for it'
            cand --acknowledge 'Tell the service at once that the licenses are stored, when it asks for that'
            cand --force 'Replace the file of --keys-out'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;acknowledge'= {
            cand --device 'The folder of the device; what it remembers lies in its folder "store"'
            cand --server-key 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits'
            cand --at 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it'
            cand --cacert 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder'
            cand --timeout 'How long a request may take: seconds, or 90s, 5min'
            cand --transaction 'Only this transaction'
            cand --url 'The service [default: where the license came from]'
            cand --custom-data 'Data for the service'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;join'= {
            cand --device 'The folder of the device; what it remembers lies in its folder "store"'
            cand --server-key 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits'
            cand --at 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it'
            cand --cacert 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder'
            cand --timeout 'How long a request may take: seconds, or 90s, 5min'
            cand --url 'The domain controller'
            cand --account 'The account: a GUID, or base64 of its bytes'
            cand --service 'The service, the DS_ID of headers: a GUID, or base64 of its bytes'
            cand --friendly-name 'What the owner calls the device [default: its name]'
            cand --custom-data 'Data for the service'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;leave'= {
            cand --device 'The folder of the device; what it remembers lies in its folder "store"'
            cand --server-key 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits'
            cand --at 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it'
            cand --cacert 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder'
            cand --timeout 'How long a request may take: seconds, or 90s, 5min'
            cand --account 'The account: a GUID, or base64 of its bytes'
            cand --service 'The service, when the device is in domains of several with this account'
            cand --url 'The domain controller [default: where the device joined]'
            cand --custom-data 'Data for the service'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;play'= {
            cand --device 'The folder of the device; what it remembers lies in its folder "store"'
            cand --server-key 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits'
            cand --at 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it'
            cand --cacert 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder'
            cand --timeout 'How long a request may take: seconds, or 90s, 5min'
            cand --for 'How long: seconds, or 90s, 5min'
            cand --output 'An output that the player is connected to, with the protections that are on: digital-video, compressed-video, analog-video, digital-audio or compressed-audio, and +hdcp, +hdcp-type-1, +scms or +cgms-a, such as digital-video+hdcp. A license that does not let the content pass is refused. Without any: a screen of its own'
            cand --url 'The same from this server'
            cand --custom-data 'Data for the service'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --acquire 'Get a license from the server that the header names (LA_URL) when the store and the file have none that plays; one that may not be stored is for this play only'
            cand --join 'Join or renew a domain when the service asks for it'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;meter'= {
            cand --device 'The folder of the device; what it remembers lies in its folder "store"'
            cand --server-key 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits'
            cand --at 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it'
            cand --cacert 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder'
            cand --timeout 'How long a request may take: seconds, or 90s, 5min'
            cand --mid 'Only counters of this metering ID: 16 bytes in base64 or hexadecimal'
            cand --url 'The service [default: where the license came from]'
            cand --custom-data 'Data for the service'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;secure-stop'= {
            cand --device 'The folder of the device; what it remembers lies in its folder "store"'
            cand --server-key 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits'
            cand --at 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it'
            cand --cacert 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder'
            cand --timeout 'How long a request may take: seconds, or 90s, 5min'
            cand --session 'Only this session: 16 bytes in base64 or hexadecimal; all without it'
            cand --url 'The service [default: where the license came from]'
            cand --custom-data 'Data for the service'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;secure-delete'= {
            cand --device 'The folder of the device; what it remembers lies in its folder "store"'
            cand --server-key 'The license server''s public key, when it is not that of the device''s PKI: the folder of its PKI, or 128 hex digits'
            cand --at 'The device''s time at the start, such as 2026-11-22T10:00:00Z; now without it'
            cand --cacert 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder'
            cand --timeout 'How long a request may take: seconds, or 90s, 5min'
            cand --kid 'Key IDs whose licenses to delete; without any, only what is not answered yet is sent'
            cand --url 'The service [default: where the license came from]'
            cand --custom-data 'Data for the service'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;packaging-data'= {
            cand --url 'The service'
            cand --program 'What the packager calls the program'
            cand --system 'Protection systems: playready, widevine, common, or system IDs'
            cand --keys-out 'Write the keys to a file for --keys, readable by its owner only'
            cand --cacert 'Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder'
            cand --timeout 'How long a request may take: seconds, or 90s, 5min'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --force 'Replace the file of --keys-out'
            cand --show-keys 'Print keys'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;list'= {
            cand --device 'The folder of the device'
            cand --at 'The device''s time, such as 2026-11-22T10:00:00Z; now without it'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;clock'= {
            cand --device 'The folder of the device'
            cand --at 'The device''s time, such as 2026-11-22T10:00:00Z; now without it'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --reset 'Forget the latest time'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;client;help'= {
            cand acquire 'Get licenses for a file or a header, and store those that may be stored'
            cand acknowledge 'Tell services that licenses are stored, as far as they asked for it'
            cand join 'Join a domain, or renew the membership'
            cand leave 'Leave a domain: its keys are deleted'
            cand play 'Play a file for a while under the licenses of the store, or those in the file'
            cand meter 'Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once'
            cand secure-stop 'Report sessions: those that play, were stopped, or ended in a crash'
            cand secure-delete 'Delete licenses and tell their services. A message that is not answered is sent again by the next run'
            cand packaging-data 'Ask for key IDs, keys and headers, as a packager does'
            cand list 'Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet'
            cand clock 'Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock cannot be rolled back; --reset forgets that time, for tests that go back on purpose'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;client;help;acquire'= {
        }
        &'boxlock;client;help;acknowledge'= {
        }
        &'boxlock;client;help;join'= {
        }
        &'boxlock;client;help;leave'= {
        }
        &'boxlock;client;help;play'= {
        }
        &'boxlock;client;help;meter'= {
        }
        &'boxlock;client;help;secure-stop'= {
        }
        &'boxlock;client;help;secure-delete'= {
        }
        &'boxlock;client;help;packaging-data'= {
        }
        &'boxlock;client;help;list'= {
        }
        &'boxlock;client;help;clock'= {
        }
        &'boxlock;client;help;help'= {
        }
        &'boxlock;demo'= {
            cand --keep 'Keep the files in this folder, which must be new or empty: PKI, devices, media and the store of the service'
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;explain'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;completions'= {
            cand --color 'When to use colour'
            cand --progress 'How to show progress'
            cand --json 'Print one JSON document to stdout, and errors as JSON objects to stderr'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'boxlock;help'= {
            cand encrypt 'CENC-encrypt an MP4'
            cand decrypt 'Remove CENC encryption with known keys'
            cand recrypt 'Change scheme or keys in one pass'
            cand batch 'Encrypt a catalogue: many files in one command, resumable, on one machine or many'
            cand inspect 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media'
            cand diff 'Compare what two headers, pssh boxes, licenses, certificate chains or protected files mean'
            cand pssh 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew'
            cand header 'Make, check and convert PlayReady Objects and WRM headers'
            cand verify 'Check packaged files against the rules that players rely on'
            cand key 'Make, derive, check and convert keys and key IDs'
            cand pki 'Make a certificate authority for tests: its own root, everything a license service needs, and devices. Nothing of it is trusted by real players, and no foreign device or root can be brought in'
            cand license 'Make test licenses and open them, with no network and no server'
            cand serve 'Run a PlayReady test service: RightsManager over SOAP, with the root, the keys and the store of a PKI folder. It ends in good order on SIGTERM and Ctrl-C'
            cand client 'Be a client of a license service: every flow, with a device folder that remembers licenses, domains, counters and sessions'
            cand demo 'Watch a purchase from start to end: packaging, payment, licenses, playback, a second device, a domain, an embedded license, metering, secure stop and secure delete. Everything runs on this machine, in a folder that is gone afterwards'
            cand explain 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field; `wire` shows the bodies of all messages of the test service. Without CODE, list what is known'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;help;encrypt'= {
        }
        &'boxlock;help;decrypt'= {
        }
        &'boxlock;help;recrypt'= {
        }
        &'boxlock;help;batch'= {
            cand run 'Encrypt all titles that are not done yet'
            cand plan 'Print what `run` would do, and stop at what cannot be done, before any work'
            cand status 'Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done'
        }
        &'boxlock;help;batch;run'= {
        }
        &'boxlock;help;batch;plan'= {
        }
        &'boxlock;help;batch;status'= {
        }
        &'boxlock;help;inspect'= {
        }
        &'boxlock;help;diff'= {
        }
        &'boxlock;help;pssh'= {
            cand new 'Make pssh boxes, one for each system, one after the other'
            cand list 'List pssh boxes with their places and what they hold'
            cand add 'Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again'
            cand replace 'Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same systems as the new ones'
            cand remove 'Remove pssh boxes'
        }
        &'boxlock;help;pssh;new'= {
        }
        &'boxlock;help;pssh;list'= {
        }
        &'boxlock;help;pssh;add'= {
        }
        &'boxlock;help;pssh;replace'= {
        }
        &'boxlock;help;pssh;remove'= {
        }
        &'boxlock;help;header'= {
            cand new 'Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0, several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header'
            cand lint 'Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a rule of severity error is broken. `boxlock explain RULE` says more about a rule'
            cand convert 'Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a form or version cannot hold is not dropped: the command fails and names it'
        }
        &'boxlock;help;header;new'= {
        }
        &'boxlock;help;header;lint'= {
        }
        &'boxlock;help;header;convert'= {
        }
        &'boxlock;help;verify'= {
        }
        &'boxlock;help;key'= {
            cand new 'Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a file for --keys'
            cand derive 'Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with --show-keys'
            cand checksum 'Print the PlayReady AESCTR checksum of keys, one per line'
            cand convert 'Print key IDs in every form'
        }
        &'boxlock;help;key;new'= {
        }
        &'boxlock;help;key;derive'= {
        }
        &'boxlock;help;key;checksum'= {
        }
        &'boxlock;help;key;convert'= {
        }
        &'boxlock;help;pki'= {
            cand init 'Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys. Only the owner can read it'
            cand show 'Show the public keys and certificates of a PKI, and what it revoked'
            cand issue 'Issue further certificates of a PKI and keep them in its folder'
            cand device 'Make, show and export test devices'
            cand revoke 'Revoke certificates: the PKI''s lists get the digests and a next version, signed anew. A service of this PKI then refuses them'
            cand verify 'Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels, expiry, digests, unknown objects, revocation. Exit code 1 when it is refused'
        }
        &'boxlock;help;pki;init'= {
        }
        &'boxlock;help;pki;show'= {
        }
        &'boxlock;help;pki;issue'= {
            cand metering 'Issue a metering certificate: reports and secure stops of its metering id are encrypted to it'
            cand domain 'Issue a certificate of one revision of a domain'
            cand response-signer 'Issue a certificate that signs license responses. It is used from then on'
        }
        &'boxlock;help;pki;issue;metering'= {
        }
        &'boxlock;help;pki;issue;domain'= {
        }
        &'boxlock;help;pki;issue;response-signer'= {
        }
        &'boxlock;help;pki;device'= {
            cand new 'Make a folder with a new device: its chain under the PKI''s root and its keys. Only the owner can read it'
            cand show 'Show a device'
            cand export 'Write the device file that independent clients load. It holds the private keys'
        }
        &'boxlock;help;pki;device;new'= {
        }
        &'boxlock;help;pki;device;show'= {
        }
        &'boxlock;help;pki;device;export'= {
        }
        &'boxlock;help;pki;revoke'= {
        }
        &'boxlock;help;pki;verify'= {
        }
        &'boxlock;help;license'= {
            cand mint 'Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it; licenses in a folder are called KID.xmr'
            cand request 'Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server'
            cand answer 'Answer a license challenge without a server: check who sent it, make the licenses, sign the response'
            cand open 'Verify a license response as a strict client does, and open its licenses'
            cand embed 'Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file. A store with room (header new --empty-els) keeps its size'
            cand extract 'Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr'
            cand presets 'List the policies of common scenarios, with what each sets'
        }
        &'boxlock;help;license;mint'= {
        }
        &'boxlock;help;license;request'= {
        }
        &'boxlock;help;license;answer'= {
        }
        &'boxlock;help;license;open'= {
        }
        &'boxlock;help;license;embed'= {
        }
        &'boxlock;help;license;extract'= {
        }
        &'boxlock;help;license;presets'= {
        }
        &'boxlock;help;serve'= {
            cand report 'Print a report of a service''s store, also while it runs'
            cand export 'Write all reports of a service''s store: JSON Lines to stdout, or one CSV file per report'
            cand audit 'Look at the audit file of a service'
            cand domain 'Renew domains and remove members, also while the service runs'
        }
        &'boxlock;help;serve;report'= {
        }
        &'boxlock;help;serve;export'= {
        }
        &'boxlock;help;serve;audit'= {
            cand verify 'Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end shows only against the store'
        }
        &'boxlock;help;serve;audit;verify'= {
        }
        &'boxlock;help;serve;domain'= {
            cand renew 'Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays'
            cand remove 'Remove a device from a domain. Its requests are refused until it joins anew, and its place is free'
        }
        &'boxlock;help;serve;domain;renew'= {
        }
        &'boxlock;help;serve;domain;remove'= {
        }
        &'boxlock;help;client'= {
            cand acquire 'Get licenses for a file or a header, and store those that may be stored'
            cand acknowledge 'Tell services that licenses are stored, as far as they asked for it'
            cand join 'Join a domain, or renew the membership'
            cand leave 'Leave a domain: its keys are deleted'
            cand play 'Play a file for a while under the licenses of the store, or those in the file'
            cand meter 'Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once'
            cand secure-stop 'Report sessions: those that play, were stopped, or ended in a crash'
            cand secure-delete 'Delete licenses and tell their services. A message that is not answered is sent again by the next run'
            cand packaging-data 'Ask for key IDs, keys and headers, as a packager does'
            cand list 'Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet'
            cand clock 'Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock cannot be rolled back; --reset forgets that time, for tests that go back on purpose'
        }
        &'boxlock;help;client;acquire'= {
        }
        &'boxlock;help;client;acknowledge'= {
        }
        &'boxlock;help;client;join'= {
        }
        &'boxlock;help;client;leave'= {
        }
        &'boxlock;help;client;play'= {
        }
        &'boxlock;help;client;meter'= {
        }
        &'boxlock;help;client;secure-stop'= {
        }
        &'boxlock;help;client;secure-delete'= {
        }
        &'boxlock;help;client;packaging-data'= {
        }
        &'boxlock;help;client;list'= {
        }
        &'boxlock;help;client;clock'= {
        }
        &'boxlock;help;demo'= {
        }
        &'boxlock;help;explain'= {
        }
        &'boxlock;help;completions'= {
        }
        &'boxlock;help;help'= {
        }
    ]
    $completions[$command]
}
