
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
            cand inspect 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media'
            cand diff 'Compare what two headers, pssh boxes or protected files mean'
            cand pssh 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew'
            cand header 'Make, check and convert PlayReady Objects and WRM headers'
            cand verify 'Check packaged files against the rules that players rely on'
            cand key 'Make, derive, check and convert keys and key IDs'
            cand explain 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field. Without CODE, list what is known'
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
            cand --scheme 'Protection scheme'
            cand --iv-size 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)'
            cand --pattern 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0'
            cand --system 'DRM systems that get a pssh box: playready, widevine, common, or none'
            cand --pssh 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system'
            cand --clear-track 'Leave a track clear'
            cand --seed-rng 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only'
            cand --wrm-version 'Version of the WRM header; auto takes the lowest that can hold the rest'
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
            cand --scheme 'Protection scheme'
            cand --iv-size 'Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)'
            cand --pattern 'Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0'
            cand --system 'DRM systems that get a pssh box: playready, widevine, common, or none'
            cand --pssh 'A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would make for its system'
            cand --clear-track 'Leave a track clear'
            cand --seed-rng 'Draw IVs from this number instead of the system''s generator: the same output each time, for tests only'
            cand --wrm-version 'Version of the WRM header; auto takes the lowest that can hold the rest'
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
        &'boxlock;inspect'= {
            cand --limit 'How many samples of each track are shown'
            cand --html 'Write a page for browsers that shows the same, with the bytes of the headers and maps of the samples'
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
            cand --wrm-version 'Version of the WRM header; auto takes the lowest that can hold the rest'
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
            cand --wrm-version 'Version of the WRM header; auto takes the lowest that can hold the rest'
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
            cand --wrm-version 'Version of the WRM header; auto takes the lowest that can hold the rest'
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
            cand --wrm-version 'Version of the WRM header; auto takes the lowest that can hold the rest'
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
            cand inspect 'Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media'
            cand diff 'Compare what two headers, pssh boxes or protected files mean'
            cand pssh 'Make, list and edit pssh boxes, also inside files, without encrypting anything anew'
            cand header 'Make, check and convert PlayReady Objects and WRM headers'
            cand verify 'Check packaged files against the rules that players rely on'
            cand key 'Make, derive, check and convert keys and key IDs'
            cand explain 'Explain an exit code, a PlayReady status code (HRESULT), a rule or a field. Without CODE, list what is known'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'boxlock;help;encrypt'= {
        }
        &'boxlock;help;decrypt'= {
        }
        &'boxlock;help;recrypt'= {
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
        &'boxlock;help;explain'= {
        }
        &'boxlock;help;completions'= {
        }
        &'boxlock;help;help'= {
        }
    ]
    $completions[$command]
}
