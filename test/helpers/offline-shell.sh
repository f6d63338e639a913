#!/bin/sh
# npm's script-shell in the tests: what a package's script does on this machine, because a test wants it or because a
# watch has failed to stop it, it does without a network.
exec unshare --user --map-current-user --net sh "$@"
